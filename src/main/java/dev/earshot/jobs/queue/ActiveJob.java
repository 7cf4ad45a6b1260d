package dev.earshot.jobs.queue;

import dev.earshot.jobs.store.JobRow;

import java.time.Duration;
import java.time.Instant;

/** A job that has not ended, as the jobs module works on it. Changed on the module's own thread only. */
public final class ActiveJob {

    private final JobType kind;
    private JobRow row;
    private JobType.Execution task;
    private Instant placed;
    private Instant idleSince;
    private String waitingFor;
    private String waiting;
    private boolean stalled;
    private JobRow unwritten;

    /** @param idleSince since when it could have been worked on */
    ActiveJob(JobType kind, JobRow row, Instant idleSince) {
        this.kind = kind;
        this.row = row;
        this.idleSince = idleSince;
    }

    public String id() {
        return row.id();
    }

    JobType kind() {
        return kind;
    }

    public JobRow row() {
        return row;
    }

    public void row(JobRow newRow) {
        row = newRow;
    }

    /** The work on it; null while it has no place. */
    public JobType.Execution task() {
        return task;
    }

    /** It has a place, and the work on it begins. */
    void place(JobType.Execution newTask, Instant now) {
        task = newTask;
        placed = now;
        waiting = null;
        row = row.begun(now).waited(Duration.between(idleSince, now));
    }

    void unplace(Instant now) {
        task = null;
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
