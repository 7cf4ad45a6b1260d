package dev.earshot.jobs.queue;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;

import java.util.function.Consumer;
import java.util.function.Function;

/** Jobs that wait for the end of others, and all who want to know of one: the store says whether it has come. Belongs to the module's thread. */
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
     * Takes a job's place away until another job has ended.
     *
     * @param verdict why the end of the other one is the end of this one too, or null to go on; going on, it is restarted. Where the other
     *                one was cancelled, this one is paused for that reason instead
     */
    public void await(ActiveJob job, String other, Function<JobRow, Fault> verdict) {
        if (!queue.save(job, JobTransition.WAIT)) {
            return;
        }
        queue.leave(job);
        job.waitingFor(other);
        queue.move(job, JobTransition.WAIT);
        queue.openMore(job.type());
        whenEnded(other, ended -> {
            if (job.row().state() == JobState.WAITING && other.equals(job.waitingFor())) {
                Fault fault = verdict.apply(ended);
                if (fault == null) {
                    queue.queue(job, JobTransition.GO_ON);
                } else if (ended.state() == JobState.CANCELLED) {
                    pauses.halt(job, fault);
                } else {
                    scheduler.fail(job, fault);
                }
            }
        });
    }

    /** Tells of a job's end, at once where it has ended. Nothing is told of one that never was. */
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

    /** Ends of other services' jobs, of which nobody tells here. */
    void lookElsewhere() {
        jobs.awaitedElsewhere().forEach(id -> store.find(id).filter(row -> row.state().ended()).ifPresent(jobs::ended));
    }
}
