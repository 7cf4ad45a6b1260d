package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;
import dev.earshot.bus.NearestWord;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.ListJobs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which jobs a list contains. Pure.
 *
 * @param after        the last job of the previous page, or null for the first page
 * @param parent       of the jobs, or null for jobs without a parent
 * @param states       not empty
 * @param kinds        empty for all
 * @param since        the earliest time of acceptance, or null
 * @param nameContains in lower case; empty for any name
 */
public record JobFilter(Cursor after, String parent, Set<JobState> states, Set<String> kinds, Instant since, String nameContains) {

    /** A position in the list of all jobs, newest first; stays valid while jobs come and go. */
    public record Cursor(long created, String id) {

        private static final Pattern FORM = Pattern.compile("(\\d{1,18}):(\\w{1,64})");

        public static Cursor of(JobRow row) {
            return new Cursor(row.created().toEpochMilli(), row.id());
        }

        /** @throws Fault {@code bad-request} */
        static Cursor parse(String text) {
            try {
                Matcher parts = FORM.matcher(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
                if (parts.matches()) {
                    return new Cursor(Long.parseLong(parts.group(1)), parts.group(2));
                }
            } catch (IllegalArgumentException e) {
                // Not Base64: fails below.
            }
            throw Fault.badRequest("'cursor' must be the 'next' of an earlier answer.");
        }

        public String text() {
            return Base64.getUrlEncoder().withoutPadding().encodeToString((created + ":" + id).getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * @param known the kinds that exist
     * @throws Fault {@code bad-request}, listing the valid values
     */
    public static JobFilter of(ListJobs request, Collection<String> known) {
        Set<JobState> states = EnumSet.noneOf(JobState.class);
        for (String name : names(request.state())) {
            states.add(Arrays.stream(JobState.values()).filter(state -> text(state).equals(name)).findFirst().orElseThrow(() ->
                    unknown("state", name, Arrays.stream(JobState.values()).map(JobFilter::text).toList())));
        }
        Set<String> kinds = names(request.kind());
        kinds.stream().filter(kind -> !known.contains(kind)).findFirst().ifPresent(kind -> {
            throw unknown("kind", kind, new TreeSet<>(known));
        });
        return new JobFilter(request.cursor() == null ? null : Cursor.parse(request.cursor()), request.parent(),
                states.isEmpty() ? EnumSet.allOf(JobState.class) : states, kinds, request.since(),
                request.q() == null ? "" : request.q().strip().toLowerCase(Locale.ROOT));
    }

    boolean matchesName(String name) {
        return nameContains.isEmpty() || name.toLowerCase(Locale.ROOT).contains(nameContains);
    }

    private static Set<String> names(String list) {
        return Arrays.stream(Optional.ofNullable(list).orElse("").toLowerCase(Locale.ROOT).split(",")).map(String::strip)
                .filter(name -> !name.isEmpty()).collect(Collectors.toSet());
    }

    private static String text(JobState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static Fault unknown(String field, String name, Collection<String> known) {
        return Fault.badRequest("'" + field + "' must be one of " + String.join(", ", known) + ", not '" + name + "'." + NearestWord.question(name, known));
    }
}
