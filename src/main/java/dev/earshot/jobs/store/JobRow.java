package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.JobState;

import java.time.Duration;
import java.time.Instant;

/**
 * A job as the store keeps it, of whatever kind.
 *
 * @param spec    what is to be done, in JSON that only its {@link JobType} understands; it never changes
 * @param status  how far it is
 * @param upload  the file in the uploads folder that it still holds on to, or null; the file goes when no job does
 * @param attempt the fencing token: how often the job has been claimed; a write that names an older one changes nothing
 */
public record JobRow(String id, String kind, String parent, JobState state, String name, boolean interactive, String spec, JobStatus status,
              Instant created, Instant started, Instant ended, Fault.Info error, int attempt, String upload) {

    /** A job that has just been accepted. */
    public static JobRow accepted(String id, String kind, String parent, String name, boolean interactive, String spec, JobStatus status, Instant now) {
        return new JobRow(id, kind, parent, JobState.QUEUED, name, interactive, spec, status, now, null, null, null, 1, null);
    }

    public JobRow in(JobState newState) {
        return new JobRow(id, kind, parent, newState, name, interactive, spec, status, created, started, ended, error, attempt, upload);
    }

    public JobRow begun(Instant now) {
        return new JobRow(id, kind, parent, state, name, interactive, spec, status, created, started == null ? now : started, ended,
                error, attempt, upload);
    }

    public JobRow at(JobStatus newStatus) {
        return new JobRow(id, kind, parent, state, name, interactive, spec, newStatus, created, started, ended, error, attempt, upload);
    }

    public JobRow ended(JobState end, Instant now, Fault.Info why) {
        return new JobRow(id, kind, parent, end, name, interactive, spec, status, created, started, now, why, attempt, upload);
    }

    /** It was paused, and nobody asked for that. */
    public JobRow halted(Fault.Info why) {
        return new JobRow(id, kind, parent, JobState.PAUSED, name, interactive, spec, status, created, started, ended, why, attempt, upload);
    }

    /** A pause or a cancel is taken back: nothing is left of it. */
    public JobRow unended() {
        return new JobRow(id, kind, parent, JobState.QUEUED, name, interactive, spec, status, created, started, null, null, attempt, upload);
    }

    JobRow claimed() {
        return new JobRow(id, kind, parent, state, name, interactive, spec, status, created, started, ended, error, attempt + 1, upload);
    }

    public JobRow holding(String newUpload) {
        return new JobRow(id, kind, parent, state, name, interactive, spec, status, created, started, ended, error, attempt, newUpload);
    }

    public JobRow orphaned() {
        return new JobRow(id, kind, null, state, name, interactive, spec, status, created, started, ended, error, attempt, upload);
    }

    public JobRow logged(JobMessages.LogLine line) {
        return at(status.logged(line));
    }

    public JobRow waited(Duration time) {
        return at(status.timed(timing -> timing.waited(Math.max(0, time.toMillis()))));
    }
}
