package dev.earshot.jobs;

import dev.earshot.jobs.JobMessages.Job;

import java.time.Instant;

/** A job that has not ended, as the jobs room works on it. Changed on the room's own thread only. */
final class Run {

    private final Kind kind;
    private JobRow row;
    private Kind.Task task;
    private Instant placed;
    private String waitingFor;

    Run(Kind kind, JobRow row) {
        this.kind = kind;
        this.row = row;
    }

    String id() {
        return row.id();
    }

    Kind kind() {
        return kind;
    }

    JobRow row() {
        return row;
    }

    void row(JobRow newRow) {
        row = newRow;
    }

    Job summary() {
        return row.summary(waitingFor);
    }

    /** The work on it; null while it has no place. */
    Kind.Task task() {
        return task;
    }

    /** It has a place, and the work on it begins. */
    void place(Kind.Task newTask, Instant now) {
        task = newTask;
        placed = now;
    }

    void unplace() {
        task = null;
    }

    /** When it got its place. */
    Instant placed() {
        return placed;
    }

    /** The job whose end it waits for, or null. */
    String waitingFor() {
        return waitingFor;
    }

    void waitingFor(String job) {
        waitingFor = job;
    }
}
