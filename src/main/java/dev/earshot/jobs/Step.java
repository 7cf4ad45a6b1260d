package dev.earshot.jobs;

import dev.earshot.jobs.JobMessages.State;

import java.util.EnumSet;
import java.util.Set;

/** What can happen to a job: in which states, and where it leads. Pure. */
enum Step {

    /** It has a place to work in. */
    BEGIN(State.RUNNING, State.QUEUED),
    /** It gives its place to another. */
    MAKE_WAY(State.QUEUED, State.RUNNING),
    /** It cannot go on before another job has ended. */
    WAIT(State.WAITING, State.RUNNING),
    /** That other job has ended well. */
    GO_ON(State.QUEUED, State.WAITING),
    PAUSE(State.PAUSED, State.QUEUED, State.RUNNING, State.WAITING),
    RESUME(State.QUEUED, State.PAUSED),
    COMPLETE(State.COMPLETED, State.RUNNING),
    FAIL(State.FAILED, State.QUEUED, State.RUNNING, State.WAITING),
    CANCEL(State.CANCELLED, State.QUEUED, State.RUNNING, State.WAITING, State.PAUSED),
    /** The service that worked on it is no more, or the store failed the work. */
    RECOVER(State.QUEUED, State.QUEUED, State.RUNNING, State.WAITING);

    private final State to;
    private final Set<State> from;

    Step(State to, State first, State... others) {
        this.to = to;
        this.from = EnumSet.of(first, others);
    }

    boolean allowedIn(State state) {
        return from.contains(state);
    }

    /** The state it leads to. */
    State to() {
        return to;
    }
}
