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
 * How far a job is: what the store and the queue know of every job, and beside it, in the same JSON object, what only its type knows.
 *
 * @param position seconds of its file that are done in finished windows, or null for a job without windows
 * @param notice   what the user should know of how it is done, or null
 * @param timing   null until it began
 * @param log      at most 50 lines; they are written with the next change that is
 * @param details  the type's own; see {@link #details(Class)}
 */
public record JobStatus(Double position, String notice, Timing timing, List<LogLine> log, @JsonAnySetter @JsonAnyGetter Map<String, Object> details) {

    private static final int MOST_LINES = 50;
    private static final int LONGEST_LINE = 300;

    public JobStatus {
        log = log == null ? List.of() : List.copyOf(log);
        Map<String, Object> known = details == null ? new LinkedHashMap<>() : new LinkedHashMap<>(details);
        known.values().removeIf(Objects::isNull);
        details = Collections.unmodifiableMap(known);
    }

    /**
     * Of a job that was just accepted.
     *
     * @param details a record of the type's own, none of whose fields is called as one of this
     */
    public static JobStatus of(Object details) {
        return new JobStatus(null, null, null, null, Json.toObject(details).getMap());
    }

    /** The type's own as its record; what is not there is null. */
    public <T> T details(Class<T> type) {
        return Json.MAPPER.convertValue(details, type);
    }

    /** With the type's own changed. */
    public <T> JobStatus with(Class<T> type, UnaryOperator<T> change) {
        return new JobStatus(position, notice, timing, log, Json.toObject(change.apply(details(type))).getMap());
    }

    public JobStatus at(double newPosition) {
        return new JobStatus(newPosition, notice, timing, log, details);
    }

    public JobStatus noticed(String newNotice) {
        return new JobStatus(position, newNotice, timing, log, details);
    }

    public JobStatus timed(UnaryOperator<Timing> change) {
        return new JobStatus(position, notice, change.apply(timing == null ? Timing.NONE : timing), log, details);
    }

    /** One more line; of more than {@value #MOST_LINES} the first and the newest stay. */
    JobStatus logged(LogLine line) {
        List<LogLine> lines = new ArrayList<>(log);
        lines.add(line.message().length() <= LONGEST_LINE ? line : new LogLine(line.at(), line.message().substring(0, LONGEST_LINE) + "..."));
        if (lines.size() > MOST_LINES) {
            lines.remove(1);
        }
        return new JobStatus(position, notice, timing, lines, details);
    }
}
