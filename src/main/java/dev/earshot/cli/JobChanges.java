package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.Job;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What happens to a job, from the event loop to the thread that waits for it, which may be held up by whoever reads its output.
 * Changes that it is too slow for are dropped: they are hints.
 */
final class JobChanges {

    private static final int KEPT = 64;
    private static final int PATIENCE_SECONDS = 20;

    private final BlockingQueue<Job> changes = new ArrayBlockingQueue<>(KEPT);

    /** Never blocks. */
    void add(Job job) {
        while (!changes.offer(job)) {
            changes.poll();
        }
    }

    /** The next change; null after some seconds without one. */
    Job next() {
        try {
            return changes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Fault.Code.CANCELLED, "Interrupted.");
        }
    }
}
