package dev.earshot.jobs.queue;

import dev.earshot.jobs.JobMessages.JobState;

import java.util.EnumSet;
import java.util.Set;

/** What can happen to a job: in which states, and where it leads. Pure. */
enum JobTransition {

    /** It has a place to work in. */
    BEGIN(JobState.RUNNING, JobState.QUEUED),
    /** It gives its place to another. */
    MAKE_WAY(JobState.QUEUED, JobState.RUNNING),
    /** It cannot go on before another job has ended. */
    WAIT(JobState.WAITING, JobState.RUNNING),
    /** That other job has ended well. */
    GO_ON(JobState.QUEUED, JobState.WAITING),
    PAUSE(JobState.PAUSED, JobState.QUEUED, JobState.RUNNING, JobState.WAITING),
    RESUME(JobState.QUEUED, JobState.PAUSED),
    COMPLETE(JobState.COMPLETED, JobState.RUNNING),
    FAIL(JobState.FAILED, JobState.QUEUED, JobState.RUNNING, JobState.WAITING),
    CANCEL(JobState.CANCELLED, JobState.QUEUED, JobState.RUNNING, JobState.WAITING, JobState.PAUSED),
    /** The service that worked on it is no more, or the store failed the work. */
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
