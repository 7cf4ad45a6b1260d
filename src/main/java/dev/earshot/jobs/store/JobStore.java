package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.jobs.JobMessages.WindowDone;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Jobs and their finished windows, over plain JDBC. Belongs to one thread. A change is on disk when its method returns, or nothing of
 * it where that fails. All failures of the database are {@link Fault}s of code {@code unavailable}, after which the same may be tried
 * again; see {@link StoreFailure}.
 */
public final class JobStore implements AutoCloseable {

    private static final String DELETE = "DELETE FROM job WHERE id = ?";
    private static final String UNENDED = "state IN ('queued', 'waiting', 'running', 'paused')";

    private final StoreConnection connection;
    /** Jobs that were refused because they could not be inserted, which a commit that failed may have done all the same. */
    private final Set<String> refused = new HashSet<>();

    /** @param connection closed with this */
    JobStore(StoreConnection connection) {
        this.connection = connection;
    }

    public StoreConnection connection() {
        return connection;
    }

    /** Fails where the store does not work as yet, by writing to it. */
    public void probe() {
        if (connection.failure() == StoreFailure.FULL && !StoreFailure.hasSpace(connection.folder())) {
            throw connection.fault();
        }
        write("a probe", open -> {
            try (Statement statement = open.createStatement()) {
                return statement.execute("PRAGMA user_version = " + JobDatabase.VERSION);
            }
        });
    }

    /** Takes a job in that is new. */
    public void insert(JobRow row, String owner) {
        try {
            change("job " + row.id(), "INSERT INTO job (owner, " + JobRowMapper.COLUMNS + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                    Stream.concat(Stream.of(owner), Arrays.stream(JobRowMapper.values(row))).toArray());
        } catch (Fault fault) {
            refused.add(row.id());
            throw fault;
        }
    }

    /** Claims every job that has not ended, as its only owner; in the order in which they came. */
    public List<JobRow> takeOver(String owner) {
        change("a take-over", "UPDATE job SET owner = ?, attempt = attempt + 1 WHERE " + UNENDED, owner);
        return rows(UNENDED + " ORDER BY created, id");
    }

    /**
     * Writes a finished window and where the job then is, at once; a window that a commit which failed has written all the same is
     * written over. False where the job belongs to somebody else by now.
     */
    public boolean saveWindow(JobRow row, WindowDone window) {
        return write("a window of job " + row.id(), open -> update(open, row) && change(open,
                "INSERT OR REPLACE INTO job_window (job_id, idx, position, text, segments) VALUES (?,?,?,?,?)", row.id(), window.index(),
                window.position(), window.text(), Json.write(window.segments())) == 1);
    }

    /** Writes where a job is. False where it belongs to somebody else by now. */
    public boolean save(JobRow row) {
        return write("job " + row.id(), open -> update(open, row));
    }

    /** Writes where jobs are, all or none. */
    public void save(Collection<JobRow> rows) {
        write(rows.size() + " jobs", open -> {
            for (JobRow row : rows) {
                update(open, row);
            }
            return null;
        });
    }

    public Optional<JobRow> find(String id) {
        return rows("id = ?", id).stream().findFirst();
    }

    /**
     * Jobs, newest first.
     *
     * @param wanted asked of those that the filter lets through, but for their states, which the store does not know of all
     */
    public List<JobRow> page(JobFilter filter, Predicate<JobRow> wanted, int limit) {
        PageQuery query = PageQuery.of(filter);
        return read(query.sql(), statement -> {
            bind(statement, query.values().toArray());
            List<JobRow> page = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (page.size() < limit && found.next()) {
                    // SQLite folds ASCII letters only.
                    JobRow row = filter.named(found.getString("name")) ? JobRowMapper.row(found) : null;
                    if (row != null && wanted.test(row)) {
                        page.add(row);
                    }
                }
            }
            return page;
        });
    }

    /** All children of a job, in the order in which they came. */
    public List<JobRow> children(String parent) {
        return rows("parent = ? ORDER BY created, id", parent);
    }

    /** Files that jobs have written. */
    public Set<String> outputs() {
        return new HashSet<>(texts("SELECT DISTINCT json_extract(spec, '$.output') FROM job WHERE state = 'completed'"));
    }

    /** At most so many jobs that ended before some time, except parts of one that has not. */
    public List<JobRow> endedBefore(Instant time, int limit) {
        return rows("ended < ? AND NOT EXISTS (SELECT 1 FROM job whole WHERE whole.id = job.parent"
                + " AND (whole.ended IS NULL OR whole.ended >= ?)) LIMIT ?", JobRowMapper.millis(time), JobRowMapper.millis(time), limit);
    }

    /** The job that failed or was cancelled first, of those that hold on to an upload. */
    Optional<JobRow> oldestFailedWithUpload() {
        return rows("upload IS NOT NULL AND state IN ('failed', 'cancelled') ORDER BY ended, id LIMIT 1").stream().findFirst();
    }

    /** The uploads that jobs hold on to. */
    public List<String> uploads() {
        return texts("SELECT DISTINCT upload FROM job WHERE upload IS NOT NULL");
    }

    /** Whether a job holds on to an upload. */
    boolean holds(String upload) {
        return !texts("SELECT upload FROM job WHERE upload = ? LIMIT 1", upload).isEmpty();
    }

    /** All jobs find an upload where it lies now. */
    void move(String upload, String path) {
        change("an upload that was moved", "UPDATE job SET upload = ?1, spec = json_set(spec, '$.path', ?1) WHERE upload = ?2", path, upload);
    }

    /** All jobs let go of these uploads. */
    void letGo(List<String> uploads) {
        write(uploads.size() + " uploads", open -> {
            for (String upload : uploads) {
                change(open, "UPDATE job SET upload = NULL WHERE upload = ?", upload);
            }
            return null;
        });
    }

    /** Jobs that failed or were cancelled before some time let go of their uploads; answers which these are. */
    public List<String> letGoOfFailed(Instant time) {
        String which = " WHERE upload IS NOT NULL AND state IN ('failed', 'cancelled') AND ended < ?";
        List<String> uploads = texts("SELECT DISTINCT upload FROM job" + which, JobRowMapper.millis(time));
        if (!uploads.isEmpty()) {
            change("uploads of failed jobs", "UPDATE job SET upload = NULL" + which, JobRowMapper.millis(time));
        }
        return uploads;
    }

    /**
     * Removes a job and its windows. Its children are part of no job from now on.
     *
     * @param withChildren whether they are removed, too
     */
    public void forget(String id, boolean withChildren) {
        write("job " + id, open -> {
            if (withChildren) {
                change(open, "UPDATE job SET parent = NULL WHERE parent IN (SELECT id FROM job WHERE parent = ?)", id);
                change(open, "DELETE FROM job WHERE parent = ?", id);
            } else {
                change(open, "UPDATE job SET parent = NULL WHERE parent = ?", id);
            }
            return change(open, DELETE, id);
        });
    }

    /** Removes jobs and their windows, all or none. */
    public void remove(Collection<String> ids) {
        write(ids.size() + " jobs that are removed", open -> {
            for (String id : ids) {
                change(open, DELETE, id);
            }
            return null;
        });
    }

    /** Removes a job's windows from one of them on. */
    void removeWindows(String id, int from) {
        change("windows of job " + id, "DELETE FROM job_window WHERE job_id = ? AND idx >= ?", id, from);
    }

    /** A job's finished windows, in order. */
    public List<WindowDone> windows(String id) {
        return list("SELECT idx, position, text, segments FROM job_window WHERE job_id = ? ORDER BY idx", found -> JobRowMapper.window(id, found), id);
    }

    @Override
    public void close() {
        connection.close();
    }

    private static boolean update(Connection open, JobRow row) throws SQLException {
        return change(open, "UPDATE job SET state = ?, status = ?, started = ?, ended = ?, error_code = ?, error_message = ?, upload = ?"
                + " WHERE id = ? AND attempt = ?", JobRowMapper.text(row.state()), Json.write(row.status()), JobRowMapper.millis(row.started()),
                JobRowMapper.millis(row.ended()), row.error() == null ? null : row.error().code(),
                row.error() == null ? null : row.error().message(), row.upload(), row.id(), row.attempt()) == 1;
    }

    /** The first column of what is found. */
    private List<String> texts(String sql, Object... values) {
        return list(sql, found -> found.getString(1), values);
    }

    private List<JobRow> rows(String which, Object... values) {
        return list("SELECT " + JobRowMapper.COLUMNS + " FROM job WHERE " + which, JobRowMapper::row, values);
    }

    private interface Mapper<T> {
        T of(ResultSet found) throws SQLException;
    }

    private <T> List<T> list(String sql, Mapper<T> mapper, Object... values) {
        return read(sql, statement -> {
            bind(statement, values);
            List<T> list = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    list.add(mapper.of(found));
                }
            }
            return list;
        });
    }

    private interface Work<T> {
        T in(PreparedStatement statement) throws SQLException;
    }

    private <T> T read(String sql, Work<T> work) {
        return connection.read(sql, open -> {
            try (PreparedStatement statement = open.prepareStatement(sql)) {
                return work.in(statement);
            }
        });
    }

    private <T> T write(String what, StoreConnection.Transaction<T> work) {
        T result = connection.write(what, open -> {
            for (String id : refused) {
                change(open, DELETE, id);
            }
            return work.on(open);
        });
        refused.clear();
        return result;
    }

    private void change(String what, String sql, Object... values) {
        write(what, open -> change(open, sql, values));
    }

    private static int change(Connection open, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = open.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
