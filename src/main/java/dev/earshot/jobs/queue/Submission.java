package dev.earshot.jobs.queue;

import dev.earshot.bus.Address;
import dev.earshot.jobs.JobMessages.Job;
import io.vertx.core.Future;

import java.util.function.Function;

/**
 * How jobs of a type are submitted. Whether there is room in the queue is asked before, and need not be here.
 *
 * @param accept checks a request and says what is to be taken on; fails with {@code bad-request} and the like, or throws that
 */
public record Submission<Q, R>(Address<Q, R> address, Function<Q, Future<Accepted<R>>> accept) {

    /**
     * A request that was found good.
     *
     * @param job    to be taken on, or null where there is nothing to be done
     * @param answer makes the answer of what was taken on, or of null
     */
    public record Accepted<R>(NewJob job, Function<Job, R> answer) {
    }

    /** Of requests that each make a job, which is answered. */
    public static <Q> Submission<Q, Job> of(Address<Q, Job> address, Function<Q, Future<NewJob>> accept) {
        return new Submission<>(address, request -> accept.apply(request).map(job -> new Accepted<>(job, taken -> taken)));
    }
}
