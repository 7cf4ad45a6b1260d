package dev.earshot.jobs.store;

import dev.earshot.jobs.JobMessages.JobState;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The query for a page of jobs, newest first. Pure.
 *
 * @param values of its parameters, in their order; null is one
 */
record PageQuery(String sql, List<Object> values) {

    /** What a filter lets through, but for names, which databases compare differently, and for the states of those that have not ended, which change in memory. */
    static PageQuery of(JobFilter filter, Dialect dialect) {
        List<Object> values = new ArrayList<>();
        values.add(filter.parent());
        StringBuilder where = new StringBuilder(dialect.same("parent"));
        Set<JobState> states = EnumSet.copyOf(filter.states());
        if (states.stream().anyMatch(state -> !state.ended())) {
            Arrays.stream(JobState.values()).filter(state -> !state.ended()).forEach(states::add);
        }
        if (states.size() < JobState.values().length) {
            among(where, values, "state", states.stream().map(JobRowMapper::text).toList());
        }
        if (!filter.kinds().isEmpty()) {
            among(where, values, "kind", filter.kinds());
        }
        if (filter.since() != null) {
            where.append(" AND created >= ?");
            values.add(JobRowMapper.millis(filter.since()));
        }
        if (filter.after() != null) {
            where.append(" AND (created, id) < (?, ?)");
            values.add(filter.after().created());
            values.add(filter.after().id());
        }
        return new PageQuery("SELECT " + JobRowMapper.COLUMNS + " FROM job WHERE " + where + " ORDER BY created DESC, id DESC", values);
    }

    private static void among(StringBuilder where, List<Object> values, String column, Collection<String> names) {
        where.append(" AND ").append(column).append(" IN (").append(String.join(",", Collections.nCopies(names.size(), "?"))).append(")");
        values.addAll(names);
    }
}
