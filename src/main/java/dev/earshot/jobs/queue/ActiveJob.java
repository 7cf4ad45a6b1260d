package dev.earshot.jobs.queue;

import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStatus;

import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** A job that has not ended, as this service has it in memory. Belongs to the module's thread. */
public final class ActiveJob {

    private final JobType type;
    private JobRow row;
    private JobType.Execution execution;
    private Instant startedAt;
    private Instant idleSince;
    private String waitingFor;
    private String waiting;
    private boolean stalled;
    private JobRow pendingEnd;
    private JobState storedState;

    /**
     * @param row       as stored, or about to be
     * @param idleSince since when it could have been executed
     */
    ActiveJob(JobType type, JobRow row, Instant idleSince) {
        this.storedState = row.state();
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

    /** The state in the store; null where that is not known. */
    JobState storedState() {
        return storedState;
    }

    void storedState(JobState state) {
        storedState = state;
    }

    /** Changes its status, which is stored and reported with the next change of state; {@link Scheduler#progress} reports it immediately. */
    public void update(UnaryOperator<JobStatus> change) {
        row = row.withStatus(change.apply(row.status()));
    }

    /** Null while it has no slot. */
    public JobType.Execution execution() {
        return execution;
    }

    /** Its row if it is started now. */
    JobRow startedRow(Instant now) {
        return row.withStart(now).withWaitingTime(Duration.between(idleSince, now)).withState(JobState.RUNNING);
    }

    /** It has a slot and is about to be executed. */
    void onStarted(JobType.Execution newExecution, JobRow startedRow, Instant now) {
        execution = newExecution;
        startedAt = now;
        waiting = null;
        row = startedRow;
    }

    void onStopped(Instant now) {
        execution = null;
        idleSince = now;
    }

    /** It can be executed again. */
    void idleSince(Instant now) {
        idleSince = now;
    }

    /** When it got its slot. */
    Instant startedAt() {
        return startedAt;
    }

    /** The id of the job whose end it waits for, or null. */
    public String waitingFor() {
        return waitingFor;
    }

    void waitingFor(String job) {
        waitingFor = job;
    }

    /** Why it waits, a sentence with numbers; null where only its turn has not come. */
    public String waiting() {
        return waiting;
    }

    void waiting(String reason) {
        waiting = reason;
    }

    /**
     * The store failed: the job continues from what is stored once the store works again.
     *
     * @param end its final row, where that could not be stored; else null
     */
    void stall(JobRow end) {
        stalled = true;
        storedState = null;
        pendingEnd = end;
    }

    /** It waits neither for another job nor for the store any more. */
    void clearWaiting() {
        stalled = false;
        pendingEnd = null;
        waiting = null;
        waitingFor = null;
    }

    boolean stalled() {
        return stalled;
    }

    /** Its final row, which is not in the store yet; null where it has not ended. */
    JobRow pendingEnd() {
        return pendingEnd;
    }
}
