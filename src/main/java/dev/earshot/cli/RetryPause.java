package dev.earshot.cli;

import dev.earshot.bus.Fault;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Between two attempts to reach a service, until somebody presses Ctrl-C. Thread-safe. */
final class RetryPause {

    private static final Duration USUAL = Duration.ofSeconds(2);

    private final Duration length;
    private final CountDownLatch ended = new CountDownLatch(1);

    RetryPause() {
        this(USUAL);
    }

    RetryPause(Duration length) {
        this.length = length;
    }

    /** @throws Fault {@code cancelled} once it has been {@link #end}ed */
    void take() {
        try {
            if (ended.await(length.toMillis(), TimeUnit.MILLISECONDS)) {
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
