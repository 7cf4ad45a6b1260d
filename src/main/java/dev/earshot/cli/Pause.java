package dev.earshot.cli;

import dev.earshot.bus.Fault;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Between two attempts to reach a service, until somebody presses Ctrl-C. Thread-safe. */
final class Pause {

    private static final int SECONDS = 2;

    private final CountDownLatch ended = new CountDownLatch(1);

    /** @throws Fault {@code cancelled} once it has been {@link #end}ed */
    void take() {
        try {
            if (ended.await(SECONDS, TimeUnit.SECONDS)) {
                throw Transcriber.cancelled();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Transcriber.cancelled();
        }
    }

    boolean over() {
        return ended.getCount() == 0;
    }

    void end() {
        ended.countDown();
    }
}
