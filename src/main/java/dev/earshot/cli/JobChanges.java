package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.Job;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Hands changes of a job from the event loop to the thread that waits for it, which may block on its output. The oldest are dropped
 * when it falls behind: they are hints.
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
