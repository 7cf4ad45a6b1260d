package dev.earshot.jobs.store;

import dev.earshot.jobs.JobMessages.JobState;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Statements about the owners of jobs. */
final class ClaimStatements {

    private static final String UPSERT_OWNER = "INSERT INTO job_owner (id, directory, lease_until) VALUES (?,?,?) ON CONFLICT (id)"
            + " DO UPDATE SET lease_until = excluded.lease_until";

    /** Jobs that no other service has a valid claim on. */
    private static final String UNCLAIMED = JobSql.SELECT + JobSql.UNENDED
            + " AND owner <> ? AND owner NOT IN (SELECT id FROM job_owner WHERE lease_until > ? AND directory <> ?)";

    private ClaimStatements() {
    }

    static List<JobRow> takeOver(Connection open, Dialect dialect, Claim claim, Set<String> kinds, Instant now) throws SQLException {
        List<JobRow> left = JobSql.list(open, UNCLAIMED + " ORDER BY created, id" + dialect.lockClause(), JobRowMapper::row, claim.owner(),
                JobRowMapper.millis(now), claim.directory());
        JobSql.change(open, "DELETE FROM job_owner WHERE id <> ? AND (lease_until <= ? OR directory = ?)", claim.owner(), JobRowMapper.millis(now),
                claim.directory());
        for (JobRow row : left) {
            if (!kinds.contains(row.kind()) && row.state() != JobState.PAUSED) {
                JobSql.update(open, row.withState(JobState.WAITING));
            }
        }
        return claim(open, left.stream().filter(row -> kinds.contains(row.kind()))
                .map(row -> row.state() == JobState.PAUSED ? row : row.withState(JobState.QUEUED)).toList(), claim);
    }

    static Optional<JobRow> takeOver(Connection open, Dialect dialect, Claim claim, String id, Instant now) throws SQLException {
        List<JobRow> left = JobSql.list(open, UNCLAIMED + " AND id = ?" + dialect.lockClause(), JobRowMapper::row, claim.owner(), JobRowMapper.millis(now),
                claim.directory(), id);
        return claim(open, left, claim).stream().findFirst();
    }

    static List<JobRow> claim(Connection open, Collection<JobRow> rows, Claim claim) throws SQLException {
        List<JobRow> claimed = new ArrayList<>();
        for (JobRow row : rows) {
            if (JobSql.change(open, "UPDATE job SET owner = ?, attempt = attempt + 1 WHERE id = ? AND attempt = ?", claim.owner(), row.id(),
                    row.attempt()) == 1) {
                claimed.add(row.claimed());
                JobSql.update(open, row.claimed());
            }
        }
        if (!claimed.isEmpty()) {
            upsertOwner(open, claim);
        }
        return claimed;
    }

    static Optional<Instant> nextExpiry(Connection open, Claim claim) throws SQLException {
        return JobSql.list(open, "SELECT lease_until FROM job_owner WHERE id <> ? AND EXISTS (SELECT 1 FROM job WHERE owner = job_owner.id AND "
                + JobSql.UNENDED + ") ORDER BY lease_until LIMIT 1", found -> Instant.ofEpochMilli(found.getLong(1)), claim.owner()).stream().findFirst();
    }

    static int upsertOwner(Connection open, Claim claim) throws SQLException {
        return JobSql.change(open, UPSERT_OWNER, claim.owner(), claim.directory(), JobRowMapper.millis(claim.until()));
    }

    static boolean order(Connection open, String id, JobOrder order) throws SQLException {
        return JobSql.change(open, "UPDATE job SET ordered = ? WHERE id = ? AND " + JobSql.UNENDED, order.name(), id) == 1;
    }

    static Map<String, JobOrder> orders(Connection open, String owner) throws SQLException {
        Map<String, JobOrder> orders = new LinkedHashMap<>();
        JobSql.list(open, "SELECT id, ordered FROM job WHERE owner = ? AND ordered IS NOT NULL AND " + JobSql.UNENDED + " ORDER BY created, id",
                found -> orders.put(found.getString(1), JobOrder.valueOf(found.getString(2))), owner);
        return orders;
    }
}
