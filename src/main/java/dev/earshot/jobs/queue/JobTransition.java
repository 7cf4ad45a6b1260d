package dev.earshot.jobs.queue;

import dev.earshot.jobs.JobMessages.JobState;

import java.util.EnumSet;
import java.util.Set;

/** The changes of a job's state: from which states, to which one. Pure. */
enum JobTransition {

    /** It gets a slot. */
    START(JobState.RUNNING, JobState.QUEUED),
    /** It gives its slot to another job. */
    YIELD(JobState.QUEUED, JobState.RUNNING),
    /** It cannot continue before another job has ended. */
    WAIT(JobState.WAITING, JobState.RUNNING),
    /** That other job has completed. */
    CONTINUE(JobState.QUEUED, JobState.WAITING),
    PAUSE(JobState.PAUSED, JobState.QUEUED, JobState.RUNNING, JobState.WAITING),
    RESUME(JobState.QUEUED, JobState.PAUSED),
    COMPLETE(JobState.COMPLETED, JobState.RUNNING),
    FAIL(JobState.FAILED, JobState.QUEUED, JobState.RUNNING, JobState.WAITING),
    CANCEL(JobState.CANCELLED, JobState.QUEUED, JobState.RUNNING, JobState.WAITING, JobState.PAUSED),
    /** The service that executed it is gone, or the store failed. */
    RECOVER(JobState.QUEUED, JobState.QUEUED, JobState.RUNNING, JobState.WAITING);

    private final JobState to;
    private final Set<JobState> from;

    JobTransition(JobState to, JobState first, JobState... others) {
        this.to = to;
        this.from = EnumSet.of(first, others);
    }

    boolean allowedIn(JobState state) {
        return from.contains(state);
    }

    /** The state it leads to. */
    JobState to() {
        return to;
    }
}
