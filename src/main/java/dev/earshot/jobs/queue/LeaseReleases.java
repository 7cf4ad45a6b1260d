package dev.earshot.jobs.queue;

import dev.earshot.log.Logging;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Gives back what other modules hold for jobs. A release that fails is tried again, with a growing pause and for some minutes: nobody else
 * gives it back. Belongs to the module's thread.
 */
public final class LeaseReleases {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseReleases.class);
    private static final int ATTEMPTS = 20;

    private final DelayedTasks timers;
    private final Duration first;
    private final Duration longest;

    /** @param first the first pause; each one is twice as long as the one before it, until the longest */
    public LeaseReleases(DelayedTasks timers, Duration first, Duration longest) {
        this.timers = timers;
        this.first = first;
        this.longest = longest;
    }

    /**
     * Gives something back.
     *
     * @param what    in a word
     * @param request must be safe to repeat: one that failed may have been done all the same
     * @return completed after the first attempt, however that ended
     */
    public Future<?> release(String job, String what, Supplier<Future<?>> request) {
        Promise<Void> tried = Promise.promise();
        attempt(1, first, job, what, request, tried);
        return tried.future();
    }

    private void attempt(int number, Duration pause, String job, String what, Supplier<Future<?>> request, Promise<Void> tried) {
        request.get().onComplete(answer -> {
            tried.tryComplete();
            if (answer.succeeded()) {
                return;
            }
            if (number == ATTEMPTS) {
                LOG.atError().addKeyValue(Logging.JOB, job).log("Its {} could not be given back in {} attempts, and stays in use: {}", what, ATTEMPTS,
                        answer.cause().getMessage());
                return;
            }
            if (number == 1) {
                LOG.atWarn().addKeyValue(Logging.JOB, job).log("Its {} could not be given back, which is tried again: {}", what, answer.cause().getMessage());
            }
            Duration next = pause.multipliedBy(2).compareTo(longest) < 0 ? pause.multipliedBy(2) : longest;
            timers.after(pause, () -> attempt(number + 1, next, job, what, request, tried));
        });
    }
}
