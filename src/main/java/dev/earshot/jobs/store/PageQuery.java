package dev.earshot.jobs.store;

import dev.earshot.jobs.JobMessages.JobState;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * The query for a page of jobs, newest first. Pure.
 *
 * @param values of its parameters, in their order; may contain null
 */
record PageQuery(String sql, List<Object> values) {

    /**
     * The query for a filter, except for names, whose comparison differs between databases: with a name, it has no limit, and the caller filters.
     */
    static PageQuery of(JobFilter filter, Dialect dialect, int limit) {
        List<Object> values = new ArrayList<>();
        values.add(filter.parent());
        StringBuilder where = new StringBuilder(dialect.nullSafeEquals("parent"));
        if (filter.states().size() < JobState.values().length) {
            among(where, values, "state", filter.states().stream().map(JobRowMapper::text).toList());
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
        where.append(" ORDER BY created DESC, id DESC");
        if (filter.nameContains().isEmpty()) {
            where.append(" LIMIT ?");
            values.add(limit);
        }
        return new PageQuery("SELECT " + JobRowMapper.COLUMNS + " FROM job WHERE " + where, values);
    }

    private static void among(StringBuilder where, List<Object> values, String column, Collection<String> names) {
        where.append(" AND ").append(column).append(" IN (").append(String.join(",", Collections.nCopies(names.size(), "?"))).append(")");
        values.addAll(names);
    }
}
