package dev.earshot.cli;

import picocli.CommandLine.Option;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Options about which jobs to list. */
final class JobFilterOptions {

    private static final Pattern AGO = Pattern.compile("(\\d{1,5})([mhdw])");

    @Option(names = "--state", paramLabel = "STATE", split = ",",
            description = "Only jobs that are queued, waiting, running, paused, completed, failed or cancelled; several separated by commas.")
    List<String> states;

    @Option(names = "--kind", paramLabel = "KIND", description = "Only transcribe, translate, folder or download jobs.")
    String kind;

    @Option(names = "--since", paramLabel = "TIME", description = "Only jobs since then: 90m, 2h, 3d, 1w, 2026-01-31, or 2026-01-31T12:00:00Z.")
    String since;

    @Option(names = "--search", paramLabel = "WORDS", description = "Only jobs with these words in their names.")
    String search;

    @Option(names = "--parent", paramLabel = "ID", description = "Only the child jobs of this job.")
    String parent;

    @Option(names = "--limit", paramLabel = "N", description = "The most to show, newest first (default: 20).")
    Integer limit;

    @Option(names = "--all", description = "Show all jobs.")
    boolean all;

    @Option(names = "--json", description = "As JSON.")
    boolean json;

    /** The path, with its query, of a page of these jobs. */
    String path(String cursor, Instant now, ZoneId zone) {
        return RemoteService.query("/api/jobs", "state", states == null ? null : String.join(",", states).toLowerCase(Locale.ROOT), "kind", kind,
                "since", since == null ? null : since(since, now, zone), "q", search, "parent", parent,
                "limit", limit != null ? limit : all ? 1000 : 20, "cursor", cursor);
    }

    /** @throws IllegalArgumentException with a message for users */
    static Instant since(String text, Instant now, ZoneId zone) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long count = Long.parseLong(ago.group(1));
            return now.minus(switch (ago.group(2)) {
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                case "d" -> Duration.ofDays(count);
                default -> Duration.ofDays(7 * count);
            });
        }
        try {
            return text.contains("T") ? Instant.parse(text) : LocalDate.parse(text).atStartOfDay(zone).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("--since must be a duration or a date, such as 90m, 2h, 3d, 1w, 2026-01-31 or"
                    + " 2026-01-31T12:00:00Z, not '" + text + "'.");
        }
    }
}
