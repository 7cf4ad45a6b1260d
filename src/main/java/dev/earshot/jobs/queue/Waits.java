package dev.earshot.jobs.queue;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;

import java.util.function.Consumer;
import java.util.function.Function;

/** Jobs that wait for the end of others, and listeners for ends; the store decides whether a job has ended. Belongs to the module's thread. */
public final class Waits {

    private final JobStore store;
    private final ActiveJobs jobs;
    private final Scheduler scheduler;
    private final JobQueue queue;
    private final Pauses pauses;

    Waits(JobStore store, ActiveJobs jobs, Scheduler scheduler, Pauses pauses) {
        this.store = store;
        this.jobs = jobs;
        this.scheduler = scheduler;
        this.queue = scheduler.queue();
        this.pauses = pauses;
    }

    /**
     * Takes a job's slot away until another job has ended.
     *
     * @param verdict why this job fails because of how the other one ended, or null to continue, in a new execution. Where the other one
     *                was cancelled, this one is paused for that reason instead
     */
    public void await(ActiveJob job, String other, Function<JobRow, Fault> verdict) {
        if (!queue.save(job, JobTransition.WAIT)) {
            return;
        }
        queue.releaseSlot(job);
        job.waitingFor(other);
        queue.apply(job, JobTransition.WAIT);
        queue.startMore(job.type());
        whenEnded(other, ended -> {
            if (job.row().state() == JobState.WAITING && other.equals(job.waitingFor())) {
                Fault fault = verdict.apply(ended);
                if (fault == null) {
                    queue.enqueue(job, JobTransition.CONTINUE);
                } else if (ended.state() == JobState.CANCELLED) {
                    pauses.pauseWithReason(job, fault);
                } else {
                    scheduler.fail(job, fault);
                }
            }
        });
    }

    /** Notifies of a job's end, immediately where it has ended; never where there is no such job. */
    public void whenEnded(String id, Consumer<JobRow> endListener) {
        if (jobs.find(id).isPresent()) {
            jobs.whenEnded(id, endListener);
        } else {
            store.find(id).ifPresent(row -> {
                if (row.state().ended()) {
                    endListener.accept(row);
                } else {
                    jobs.whenEnded(id, endListener);
                }
            });
        }
    }

    /** Looks for ends of other services' jobs, which are not reported to this one. */
    void checkRemoteJobs() {
        jobs.awaitedRemoteIds().forEach(id -> store.find(id).filter(row -> row.state().ended()).ifPresent(jobs::notifyEnded));
    }
}
