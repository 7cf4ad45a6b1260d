package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.log.Stage;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A store over JDBC, in the {@link Dialect} of its database. */
final class SqlJobStore implements JobStore {

    private static final String INSERT = "INSERT INTO job (owner, " + JobRowMapper.COLUMNS + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
    private static final String SAVE_WINDOW = "INSERT INTO job_window (job_id, idx, position, text, segments) VALUES (?,?,?,?,?) ON CONFLICT (job_id, idx)"
            + " DO UPDATE SET position = excluded.position, text = excluded.text, segments = excluded.segments";
    private static final String DELETE = "DELETE FROM job WHERE id = ?";

    private final StoreConnection connection;
    private final Dialect dialect;
    /** Jobs whose insertion failed, so that they were refused; the commit may have succeeded all the same, so they are deleted later. */
    private final Set<String> refused = new HashSet<>();

    /** @param connection closed with this */
    SqlJobStore(StoreConnection connection) {
        this.connection = connection;
        this.dialect = connection.dialect();
    }

    StoreConnection connection() {
        return connection;
    }

    @Override
    public StoreHealth health() {
        return connection;
    }

    @Override
    public void probe() {
        if (connection.failure() == StoreFailure.FULL && !StoreFailure.hasSpace(connection.folder())) {
            throw connection.fault();
        }
        write("a probe", open -> {
            dialect.version(open, dialect.migrations().version());
            return null;
        });
    }

    @Override
    public void insert(JobRow row, Claim claim) {
        insert(row, claim, StoreConnection.CommitTo.DISK);
    }

    @Override
    public void insertAwaited(JobRow row, Claim claim) {
        insert(row, claim, StoreConnection.CommitTo.SYSTEM);
    }

    private void insert(JobRow row, Claim claim, StoreConnection.CommitTo where) {
        try {
            write(where, "job " + row.id(), open -> {
                ClaimStatements.upsertOwner(open, claim);
                return JobSql.change(open, INSERT, Stream.concat(Stream.of(claim.owner()), Arrays.stream(JobRowMapper.values(row))).toArray());
            });
        } catch (Fault fault) {
            refused.add(row.id());
            throw fault;
        }
        Stage.ACCEPTED.reached(row.id());
    }

    @Override
    public List<JobRow> takeOver(Claim claim, Set<String> kinds, Instant now) {
        return write("a take-over", open -> ClaimStatements.takeOver(open, dialect, claim, kinds, now));
    }

    @Override
    public Optional<JobRow> takeOver(Claim claim, String id, Instant now) {
        return write("a take-over of job " + id, open -> ClaimStatements.takeOver(open, dialect, claim, id, now));
    }

    @Override
    public List<JobRow> claim(Collection<JobRow> rows, Claim claim) {
        return write("a claim on " + rows.size() + " jobs", open -> ClaimStatements.claim(open, rows, claim));
    }

    @Override
    public Optional<Instant> nextExpiry(Claim claim) {
        return connection.read("claims", open -> ClaimStatements.nextExpiry(open, claim));
    }

    @Override
    public void renew(Claim claim) {
        write("a lease", open -> ClaimStatements.upsertOwner(open, claim));
    }

    @Override
    public boolean order(String id, JobOrder order) {
        return write("an order for job " + id, open -> ClaimStatements.order(open, id, order));
    }

    @Override
    public Map<String, JobOrder> orders(String owner) {
        return connection.read("orders", open -> ClaimStatements.orders(open, owner));
    }

    @Override
    public void clearOrder(String id) {
        change("an order for job " + id, "UPDATE job SET ordered = NULL WHERE id = ?", id);
    }

    @Override
    public boolean saveWindow(JobRow row, WindowDone window) {
        return write("a window of job " + row.id(), open -> JobSql.update(open, row) && JobSql.change(open, SAVE_WINDOW, row.id(),
                window.index(), window.position(), window.text(), Json.write(window.segments())) == 1);
    }

    @Override
    public boolean save(JobRow row) {
        return write("job " + row.id(), open -> JobSql.update(open, row));
    }

    @Override
    public Set<String> save(Collection<JobRow> rows) {
        return write(rows.size() + " jobs", open -> {
            Set<String> saved = new HashSet<>();
            for (JobRow row : rows) {
                if (JobSql.update(open, row)) {
                    saved.add(row.id());
                }
            }
            return saved;
        });
    }

    @Override
    public Optional<JobRow> find(String id) {
        return rows("id = ?", id).stream().findFirst();
    }

    @Override
    public List<JobRow> page(JobFilter filter, int limit) {
        PageQuery query = PageQuery.of(filter, dialect, limit);
        return connection.read(query.sql(), open -> {
            try (PreparedStatement statement = open.prepareStatement(query.sql())) {
                JobSql.bind(statement, query.values().toArray());
                List<JobRow> page = new ArrayList<>();
                try (ResultSet found = statement.executeQuery()) {
                    while (page.size() < limit && found.next()) {
                        // Databases fold letters differently, some only those of ASCII.
                        if (filter.matchesName(found.getString("name"))) {
                            page.add(JobRowMapper.row(found));
                        }
                    }
                }
                return page;
            }
        });
    }

    @Override
    public List<JobRow> children(String parent) {
        return rows("parent = ? ORDER BY created, id", parent);
    }

    @Override
    public Map<JobState, Integer> childStates(String parent) {
        Map<JobState, Integer> states = new EnumMap<>(JobState.class);
        list("SELECT state, count(*) FROM job WHERE parent = ? GROUP BY state",
                found -> states.put(JobRowMapper.state(found.getString(1)), found.getInt(2)), parent);
        return states;
    }

    @Override
    public Set<String> outputs() {
        return new HashSet<>(strings("SELECT DISTINCT " + dialect.jsonField("spec", "output") + " FROM job WHERE state = 'completed'"));
    }

    @Override
    public Removed removeEnded(Instant time, int limit) {
        List<String> uploads = write("jobs that ended long ago", open -> JobSql.list(open, "DELETE FROM job WHERE id IN (SELECT id FROM job WHERE ended < ?"
                + " AND NOT EXISTS (SELECT 1 FROM job whole WHERE whole.id = job.parent AND (whole.ended IS NULL OR whole.ended >= ?)) LIMIT ?)"
                + " RETURNING upload", found -> found.getString(1), JobRowMapper.millis(time), JobRowMapper.millis(time), limit));
        return new Removed(uploads.size(), uploads.stream().filter(Objects::nonNull).distinct().toList());
    }

    @Override
    public Optional<JobRow> oldestFailedWithUpload() {
        return rows("upload IS NOT NULL AND state IN ('failed', 'cancelled') ORDER BY ended, id LIMIT 1").stream().findFirst();
    }

    @Override
    public List<String> uploads() {
        return strings("SELECT DISTINCT upload FROM job WHERE upload IS NOT NULL");
    }

    @Override
    public boolean isUploadUsed(String upload) {
        return !strings("SELECT upload FROM job WHERE upload = ? LIMIT 1", upload).isEmpty();
    }

    @Override
    public void moveUpload(String upload, String path) {
        change("an upload that was moved", "UPDATE job SET upload = ?, spec = " + dialect.setJsonField("spec", "path") + " WHERE upload = ?",
                path, path, upload);
    }

    @Override
    public void releaseUploads(List<String> uploads) {
        write(uploads.size() + " uploads", open -> {
            for (String upload : uploads) {
                JobSql.change(open, "UPDATE job SET upload = NULL WHERE upload = ?", upload);
            }
            return null;
        });
    }

    @Override
    public List<String> releaseUploadsOfFailed(Instant time) {
        String which = " WHERE upload IS NOT NULL AND state IN ('failed', 'cancelled') AND ended < ?";
        List<String> uploads = strings("SELECT DISTINCT upload FROM job" + which, JobRowMapper.millis(time));
        if (!uploads.isEmpty()) {
            change("uploads of failed jobs", "UPDATE job SET upload = NULL" + which, JobRowMapper.millis(time));
        }
        return uploads;
    }

    @Override
    public void remove(String id, boolean withChildren) {
        write("job " + id, open -> {
            if (withChildren) {
                JobSql.change(open, "UPDATE job SET parent = NULL WHERE parent IN (SELECT id FROM job WHERE parent = ?)", id);
                JobSql.change(open, "DELETE FROM job WHERE parent = ?", id);
            } else {
                JobSql.change(open, "UPDATE job SET parent = NULL WHERE parent = ?", id);
            }
            return JobSql.change(open, DELETE, id);
        });
    }

    @Override
    public void removeWindows(String id, int from) {
        change("windows of job " + id, "DELETE FROM job_window WHERE job_id = ? AND idx >= ?", id, from);
    }

    @Override
    public List<WindowDone> windows(String id) {
        return list("SELECT idx, position, text, segments FROM job_window WHERE job_id = ? ORDER BY idx", found -> JobRowMapper.window(id, found), id);
    }

    @Override
    public void close() {
        connection.close();
    }

    /** The first column of the rows. */
    private List<String> strings(String sql, Object... values) {
        return list(sql, found -> found.getString(1), values);
    }

    private List<JobRow> rows(String which, Object... values) {
        return list(JobSql.SELECT + which, JobRowMapper::row, values);
    }

    private <T> List<T> list(String sql, JobSql.Mapper<T> mapper, Object... values) {
        return connection.read(sql, open -> JobSql.list(open, sql, mapper, values));
    }

    private <T> T write(String what, StoreConnection.Transaction<T> work) {
        return write(StoreConnection.CommitTo.DISK, what, work);
    }

    private <T> T write(StoreConnection.CommitTo where, String what, StoreConnection.Transaction<T> work) {
        T result = connection.write(where, what, open -> {
            for (String id : refused) {
                JobSql.change(open, DELETE, id);
            }
            return work.on(open);
        });
        refused.clear();
        return result;
    }

    private void change(String what, String sql, Object... values) {
        write(what, open -> JobSql.change(open, sql, values));
    }
}
