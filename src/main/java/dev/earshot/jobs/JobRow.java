package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.State;
import dev.earshot.speech.Segment;

import java.time.Instant;
import java.util.List;

/**
 * A job as the store keeps it, of whatever kind.
 *
 * @param spec    what is to be done, in JSON that only its {@link Kind} understands; it never changes
 * @param status  how far it is
 * @param attempt the fencing token: how often the job has been claimed; a write that names an older one changes nothing
 */
record JobRow(String id, String kind, String parent, State state, String name, boolean interactive, String spec, Status status,
              Instant created, Instant started, Instant ended, Fault.Info error, int attempt) {

    /** A job that has just been accepted. */
    static JobRow accepted(String id, String kind, String parent, String name, boolean interactive, String spec, Status status, Instant now) {
        return new JobRow(id, kind, parent, State.QUEUED, name, interactive, spec, status, now, null, null, null, 1);
    }

    JobRow in(State newState) {
        return new JobRow(id, kind, parent, newState, name, interactive, spec, status, created, started, ended, error, attempt);
    }

    JobRow begun(Instant now) {
        return new JobRow(id, kind, parent, state, name, interactive, spec, status, created, started == null ? now : started, ended,
                error, attempt);
    }

    JobRow at(Status newStatus) {
        return new JobRow(id, kind, parent, state, name, interactive, spec, newStatus, created, started, ended, error, attempt);
    }

    JobRow ended(State end, Instant now, Fault.Info why) {
        return new JobRow(id, kind, parent, end, name, interactive, spec, status, created, started, now, why, attempt);
    }

    /** For lists and events. */
    Job summary(String waitingFor) {
        return job(waitingFor, null, null);
    }

    /** With everything it has heard so far. */
    Job whole(String waitingFor, List<Segment> segments, String text) {
        return job(waitingFor, segments, text);
    }

    private Job job(String waitingFor, List<Segment> segments, String text) {
        Double progress = state == State.COMPLETED ? Double.valueOf(1) : status.progress();
        Double position = state == State.COMPLETED && status.duration() != null ? status.duration() : status.position();
        return new Job(id, kind, parent, state, waitingFor, progress, position, status.duration(), created, started, ended, name,
                status.model(), status.language(), status.transfer(), status.folder(), text, segments, error, status.notice());
    }
}
