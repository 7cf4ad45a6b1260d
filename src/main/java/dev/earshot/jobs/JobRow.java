package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.State;
import dev.earshot.speech.Segment;

import java.time.Instant;
import java.util.List;

/**
 * A job as the store keeps it.
 *
 * @param askedLanguage a code, or {@code auto}
 * @param language      the code that was detected, or null until then
 * @param attempt       the fencing token: how often the job has been claimed; a write that names an older one changes nothing
 */
record JobRow(String id, State state, String name, String path, boolean owned, boolean interactive, String model,
              String askedLanguage, String language, boolean translate, String prompt, Double temperature, String keepAlive,
              Instant created, Instant started, Instant ended, double position, Double duration, Fault.Info error, int attempt) {

    String kind() {
        return translate ? "translate" : "transcribe";
    }

    JobRow started(Instant now) {
        return new JobRow(id, State.RUNNING, name, path, owned, interactive, model, askedLanguage, language, translate, prompt,
                temperature, keepAlive, created, started == null ? now : started, ended, position, duration, error, attempt);
    }

    JobRow at(double newPosition, Double newDuration, String newLanguage) {
        return new JobRow(id, state, name, path, owned, interactive, model, askedLanguage, newLanguage, translate, prompt,
                temperature, keepAlive, created, started, ended, newPosition, newDuration, error, attempt);
    }

    JobRow ended(State end, Instant now, Fault.Info why) {
        return new JobRow(id, end, name, path, owned, interactive, model, askedLanguage, language, translate, prompt,
                temperature, keepAlive, created, started, now, end == State.COMPLETED && duration != null ? duration : position,
                duration, why, attempt);
    }

    /** For lists and events. */
    Job summary() {
        return job(null, null);
    }

    /** With everything it has heard so far. */
    Job whole(List<Segment> segments, String text) {
        return job(segments, text);
    }

    private Job job(List<Segment> segments, String text) {
        String heard = language != null ? language : askedLanguage;
        return new Job(id, kind(), state, progress(), position, duration, created, started, ended, name, model, heard, text,
                segments, error);
    }

    private Double progress() {
        if (state == State.COMPLETED) {
            return 1.0;
        }
        return duration == null || duration <= 0 ? null : Math.min(1, Math.max(0, position / duration));
    }
}
