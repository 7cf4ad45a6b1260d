package dev.earshot.jobs.queue;

import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStatus;

import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** A job that has not ended, as the jobs module works on it. Changed on the module's own thread only. */
public final class ActiveJob {

    private final JobType type;
    private JobRow row;
    private JobType.Execution execution;
    private Instant placed;
    private Instant idleSince;
    private String waitingFor;
    private String waiting;
    private boolean stalled;
    private JobRow unwritten;
    private JobState stored;

    /**
     * @param row       as it is in the store, or is about to be
     * @param idleSince since when it could have been worked on
     */
    ActiveJob(JobType type, JobRow row, Instant idleSince) {
        this.stored = row.state();
        this.type = type;
        this.row = row;
        this.idleSince = idleSince;
    }

    public String id() {
        return row.id();
    }

    JobType type() {
        return type;
    }

    public JobRow row() {
        return row;
    }

    void row(JobRow newRow) {
        row = newRow;
    }

    /** The state that the store has; null where that is not known. */
    JobState stored() {
        return stored;
    }

    void stored(JobState state) {
        stored = state;
    }

    /** More is known of it, which is written with its next change, and told then; see {@link Scheduler#progress} for at once. */
    public void update(UnaryOperator<JobStatus> change) {
        row = row.at(change.apply(row.status()));
    }

    /** The work on it; null while it has no place. */
    public JobType.Execution execution() {
        return execution;
    }

    /** Its row when it begins. */
    JobRow beginning(Instant now) {
        return row.begun(now).waited(Duration.between(idleSince, now)).in(JobState.RUNNING);
    }

    /** It has a place, and the work on it begins. */
    void place(JobType.Execution newExecution, JobRow begun, Instant now) {
        execution = newExecution;
        placed = now;
        waiting = null;
        row = begun;
    }

    void unplace(Instant now) {
        execution = null;
        idleSince = now;
    }

    /** It may be worked on again. */
    void idleSince(Instant now) {
        idleSince = now;
    }

    /** When it got its place. */
    Instant placed() {
        return placed;
    }

    /** The job whose end it waits for, or null. */
    public String waitingFor() {
        return waitingFor;
    }

    void waitingFor(String job) {
        waitingFor = job;
    }

    /** Why it waits, a sentence with numbers; null where it waits for nothing but its turn. */
    public String waiting() {
        return waiting;
    }

    void waiting(String reason) {
        waiting = reason;
    }

    /**
     * The store failed it: it goes on from what is written when the store works again.
     *
     * @param end how it ended, where that could not be written; else null
     */
    void stall(JobRow end) {
        stalled = true;
        stored = null;
        unwritten = end;
    }

    /** It waits for nothing any more, nor for the store. */
    void free() {
        stalled = false;
        unwritten = null;
        waiting = null;
        waitingFor = null;
    }

    boolean stalled() {
        return stalled;
    }

    /** Its end, which is not in the store yet; null where it has not ended. */
    JobRow unwritten() {
        return unwritten;
    }
}
