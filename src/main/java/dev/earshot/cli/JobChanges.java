package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.Job;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A bounded queue of a job's changes, from the event loop to the thread that waits for the job and may block on its output. When it is full the
 * oldest are dropped, as a change only tells that the job is to be read again.
 */
final class JobChanges {

    private static final int CAPACITY = 64;
    private static final int POLL_SECONDS = 20;

    private final BlockingQueue<Job> changes = new ArrayBlockingQueue<>(CAPACITY);

    /** Never blocks. */
    void add(Job job) {
        while (!changes.offer(job)) {
            changes.poll();
        }
    }

    /** The next change; null after some seconds without one. */
    Job next() {
        try {
            return changes.poll(POLL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Fault.Code.CANCELLED, "Interrupted.");
        }
    }
}
