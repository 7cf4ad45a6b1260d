package dev.earshot.cli;

import dev.earshot.bus.Fault;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The pause between two attempts to reach a service; Ctrl-C ends it. Thread-safe. */
final class RetryPause {

    private static final Duration DEFAULT_LENGTH = Duration.ofSeconds(2);

    private final Duration length;
    private final CountDownLatch ended = new CountDownLatch(1);

    RetryPause() {
        this(DEFAULT_LENGTH);
    }

    RetryPause(Duration length) {
        this.length = length;
    }

    /** @throws Fault {@code cancelled} once {@link #end} has been called */
    void await() {
        try {
            if (ended.await(length.toMillis(), TimeUnit.MILLISECONDS)) {
                throw Transcriber.cancelled();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Transcriber.cancelled();
        }
    }

    boolean isEnded() {
        return ended.getCount() == 0;
    }

    void end() {
        ended.countDown();
    }
}
