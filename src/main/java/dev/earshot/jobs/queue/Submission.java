package dev.earshot.jobs.queue;

import dev.earshot.bus.Address;
import dev.earshot.jobs.JobMessages.Job;
import io.vertx.core.Future;

import java.util.function.Function;

/**
 * How jobs of a type are submitted. Whether the queue is full is checked before.
 *
 * @param accept validates a request and returns the job to be accepted; fails with, or throws, {@code bad-request} and the like
 */
public record Submission<Q, R>(Address<Q, R> address, Function<Q, Future<Accepted<R>>> accept) {

    /**
     * A valid request.
     *
     * @param job    to be accepted, or null where there is nothing to do
     * @param answer makes the answer from the job that was accepted, or from null
     */
    public record Accepted<R>(NewJob job, Function<Job, R> answer) {
    }

    /** For requests that each make a job, which is the answer. */
    public static <Q> Submission<Q, Job> of(Address<Q, Job> address, Function<Q, Future<NewJob>> accept) {
        return new Submission<>(address, request -> accept.apply(request).map(job -> new Accepted<>(job, taken -> taken)));
    }
}
