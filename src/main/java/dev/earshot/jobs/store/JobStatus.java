package dev.earshot.jobs.store;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import dev.earshot.bus.Json;
import dev.earshot.jobs.JobMessages.LogLine;
import dev.earshot.transcript.Timing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * The progress of a job. In JSON one object: the fields that all jobs have, and those of the job's type.
 *
 * @param position seconds of its file that are done in finished windows, or null for a job without windows
 * @param notice   what the user should know about how it is executed, or null
 * @param timing   null until it has started
 * @param log      at most 50 lines; stored with the next change of state
 * @param details  the fields of the job's type; see {@link #details(Class)}
 */
public record JobStatus(Double position, String notice, Timing timing, List<LogLine> log, @JsonAnySetter @JsonAnyGetter Map<String, Object> details) {

    private static final int MAX_LINES = 50;
    private static final int MAX_LINE_CHARS = 300;

    public JobStatus {
        log = log == null ? List.of() : List.copyOf(log);
        Map<String, Object> known = details == null ? new LinkedHashMap<>() : new LinkedHashMap<>(details);
        known.values().removeIf(Objects::isNull);
        details = Collections.unmodifiableMap(known);
    }

    /**
     * The status of a new job.
     *
     * @param details a record of the job's type; its fields must not have the names of this record's
     */
    public static JobStatus of(Object details) {
        return new JobStatus(null, null, null, null, Json.toObject(details).getMap());
    }

    /** The fields of the job's type, as its record; absent ones are null. */
    public <T> T details(Class<T> type) {
        return Json.MAPPER.convertValue(details, type);
    }

    /** Changes the fields of the job's type. */
    public <T> JobStatus withDetails(Class<T> type, UnaryOperator<T> change) {
        return new JobStatus(position, notice, timing, log, Json.toObject(change.apply(details(type))).getMap());
    }

    public JobStatus withPosition(double newPosition) {
        return new JobStatus(newPosition, notice, timing, log, details);
    }

    public JobStatus withNotice(String newNotice) {
        return new JobStatus(position, newNotice, timing, log, details);
    }

    public JobStatus withTiming(UnaryOperator<Timing> change) {
        return new JobStatus(position, notice, change.apply(timing == null ? Timing.NONE : timing), log, details);
    }

    /** Appends a line; of more than {@value #MAX_LINES}, the first and the newest are kept. */
    JobStatus withLogLine(LogLine line) {
        List<LogLine> lines = new ArrayList<>(log);
        lines.add(line.message().length() <= MAX_LINE_CHARS ? line : new LogLine(line.at(), line.message().substring(0, MAX_LINE_CHARS) + "..."));
        if (lines.size() > MAX_LINES) {
            lines.remove(1);
        }
        return new JobStatus(position, notice, timing, lines, details);
    }
}
