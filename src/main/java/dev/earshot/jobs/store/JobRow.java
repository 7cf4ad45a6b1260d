package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.JobState;

import java.time.Duration;
import java.time.Instant;

/**
 * A job of any kind, as it is stored.
 *
 * @param spec    what is to be done, in JSON that only its {@link dev.earshot.jobs.queue.JobType} understands; it never changes
 * @param status  its progress
 * @param upload  the path of the upload that it still needs, or null; the file is removed when no job needs it
 * @param attempt the fencing token: how often the job has been claimed; a write that names an older one changes nothing
 */
public record JobRow(String id, String kind, String parent, JobState state, String name, boolean interactive, String spec, JobStatus status,
              Instant created, Instant started, Instant ended, Fault.Info error, int attempt, String upload) {

    /** A job that has just been accepted. */
    public static JobRow accepted(String id, String kind, String parent, String name, boolean interactive, String spec, JobStatus status, Instant now) {
        return new JobRow(id, kind, parent, JobState.QUEUED, name, interactive, spec, status, now, null, null, null, 1, null);
    }

    public JobRow withState(JobState newState) {
        return new JobRow(id, kind, parent, newState, name, interactive, spec, status, created, started, ended, error, attempt, upload);
    }

    public JobRow withStart(Instant now) {
        return new JobRow(id, kind, parent, state, name, interactive, spec, status, created, started == null ? now : started, ended,
                error, attempt, upload);
    }

    public JobRow withStatus(JobStatus newStatus) {
        return new JobRow(id, kind, parent, state, name, interactive, spec, newStatus, created, started, ended, error, attempt, upload);
    }

    public JobRow ended(JobState end, Instant now, Fault.Info why) {
        return new JobRow(id, kind, parent, end, name, interactive, spec, status, created, started, now, why, attempt, upload);
    }

    /** Paused by an error rather than by a user. */
    public JobRow pausedBy(Fault.Info why) {
        return new JobRow(id, kind, parent, JobState.PAUSED, name, interactive, spec, status, created, started, ended, why, attempt, upload);
    }

    /** Queued again, without the traces of a pause or a cancel. */
    public JobRow reopened() {
        return new JobRow(id, kind, parent, JobState.QUEUED, name, interactive, spec, status, created, started, null, null, attempt, upload);
    }

    JobRow claimed() {
        return new JobRow(id, kind, parent, state, name, interactive, spec, status, created, started, ended, error, attempt + 1, upload);
    }

    public JobRow withUpload(String newUpload) {
        return new JobRow(id, kind, parent, state, name, interactive, spec, status, created, started, ended, error, attempt, newUpload);
    }

    public JobRow withoutParent() {
        return new JobRow(id, kind, null, state, name, interactive, spec, status, created, started, ended, error, attempt, upload);
    }

    public JobRow withLogLine(JobMessages.LogLine line) {
        return withStatus(status.withLogLine(line));
    }

    public JobRow withWaitingTime(Duration time) {
        return withStatus(status.withTiming(timing -> timing.waited(Math.max(0, time.toMillis()))));
    }
}
