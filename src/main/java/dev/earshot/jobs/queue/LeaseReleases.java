package dev.earshot.jobs.queue;

import dev.earshot.log.Logging;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Releases what other modules hold for jobs. A failed release is retried with exponential backoff for some minutes, as nothing else
 * would release it. Belongs to the module's thread.
 */
public final class LeaseReleases {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseReleases.class);
    private static final int MAX_ATTEMPTS = 20;

    private final DelayedTasks timers;
    private final Duration firstBackoff;
    private final Duration maxBackoff;

    /** @param firstBackoff doubled at each retry, up to {@code maxBackoff} */
    public LeaseReleases(DelayedTasks timers, Duration firstBackoff, Duration maxBackoff) {
        this.timers = timers;
        this.firstBackoff = firstBackoff;
        this.maxBackoff = maxBackoff;
    }

    /**
     * Releases something.
     *
     * @param what    in a word
     * @param request must be idempotent: one that failed may have been executed all the same
     * @return completes after the first attempt, whether that succeeded or not
     */
    public Future<?> release(String job, String what, Supplier<Future<?>> request) {
        Promise<Void> tried = Promise.promise();
        attempt(1, firstBackoff, job, what, request, tried);
        return tried.future();
    }

    private void attempt(int number, Duration backoff, String job, String what, Supplier<Future<?>> request, Promise<Void> tried) {
        request.get().onComplete(answer -> {
            tried.tryComplete();
            if (answer.succeeded()) {
                return;
            }
            if (number == MAX_ATTEMPTS) {
                LOG.atError().addKeyValue(Logging.JOB, job).log("Its {} could not be released in {} attempts, and stays in use: {}", what, MAX_ATTEMPTS,
                        answer.cause().getMessage());
                return;
            }
            if (number == 1) {
                LOG.atWarn().addKeyValue(Logging.JOB, job).log("Its {} could not be released, which is retried: {}", what, answer.cause().getMessage());
            }
            Duration next = backoff.multipliedBy(2).compareTo(maxBackoff) < 0 ? backoff.multipliedBy(2) : maxBackoff;
            timers.after(backoff, () -> attempt(number + 1, next, job, what, request, tried));
        });
    }
}
