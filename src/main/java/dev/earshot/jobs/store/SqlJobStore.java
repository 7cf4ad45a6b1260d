package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.jobs.JobMessages.WindowDone;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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

/** Over plain JDBC, in the {@link Dialect} of its database. */
final class SqlJobStore implements JobStore {

    private static final String SAVE_WINDOW = "INSERT INTO job_window (job_id, idx, position, text, segments) VALUES (?,?,?,?,?) ON CONFLICT (job_id, idx)"
            + " DO UPDATE SET position = excluded.position, text = excluded.text, segments = excluded.segments";
    private static final String DELETE = "DELETE FROM job WHERE id = ?";
    private static final String UNENDED = "state IN ('queued', 'waiting', 'running', 'paused')";

    private final StoreConnection connection;
    private final Dialect dialect;
    /** Jobs that were refused because they could not be inserted, which a commit that failed may have done all the same. */
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
    public void insert(JobRow row, String owner) {
        try {
            change("job " + row.id(), "INSERT INTO job (owner, " + JobRowMapper.COLUMNS + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                    Stream.concat(Stream.of(owner), Arrays.stream(JobRowMapper.values(row))).toArray());
        } catch (Fault fault) {
            refused.add(row.id());
            throw fault;
        }
    }

    @Override
    public List<JobRow> takeOver(String owner) {
        change("a take-over", "UPDATE job SET owner = ?, attempt = attempt + 1 WHERE " + UNENDED, owner);
        return rows(UNENDED + " ORDER BY created, id");
    }

    @Override
    public boolean saveWindow(JobRow row, WindowDone window) {
        return write("a window of job " + row.id(), open -> update(open, row) && change(open,
                SAVE_WINDOW, row.id(), window.index(),
                window.position(), window.text(), Json.write(window.segments())) == 1);
    }

    @Override
    public boolean save(JobRow row) {
        return write("job " + row.id(), open -> update(open, row));
    }

    @Override
    public void save(Collection<JobRow> rows) {
        write(rows.size() + " jobs", open -> {
            for (JobRow row : rows) {
                update(open, row);
            }
            return null;
        });
    }

    @Override
    public Optional<JobRow> find(String id) {
        return rows("id = ?", id).stream().findFirst();
    }

    @Override
    public List<JobRow> page(JobFilter filter, Predicate<JobRow> wanted, int limit) {
        PageQuery query = PageQuery.of(filter, dialect);
        return read(query.sql(), statement -> {
            bind(statement, query.values().toArray());
            List<JobRow> page = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (page.size() < limit && found.next()) {
                    // Databases fold letters differently, some only those of ASCII.
                    JobRow row = filter.named(found.getString("name")) ? JobRowMapper.row(found) : null;
                    if (row != null && wanted.test(row)) {
                        page.add(row);
                    }
                }
            }
            return page;
        });
    }

    @Override
    public List<JobRow> children(String parent) {
        return rows("parent = ? ORDER BY created, id", parent);
    }

    @Override
    public Set<String> outputs() {
        return new HashSet<>(texts("SELECT DISTINCT " + dialect.field("spec", "output") + " FROM job WHERE state = 'completed'"));
    }

    @Override
    public List<JobRow> endedBefore(Instant time, int limit) {
        return rows("ended < ? AND NOT EXISTS (SELECT 1 FROM job whole WHERE whole.id = job.parent"
                + " AND (whole.ended IS NULL OR whole.ended >= ?)) LIMIT ?", JobRowMapper.millis(time), JobRowMapper.millis(time), limit);
    }

    @Override
    public Optional<JobRow> oldestFailedWithUpload() {
        return rows("upload IS NOT NULL AND state IN ('failed', 'cancelled') ORDER BY ended, id LIMIT 1").stream().findFirst();
    }

    @Override
    public List<String> uploads() {
        return texts("SELECT DISTINCT upload FROM job WHERE upload IS NOT NULL");
    }

    @Override
    public boolean holds(String upload) {
        return !texts("SELECT upload FROM job WHERE upload = ? LIMIT 1", upload).isEmpty();
    }

    @Override
    public void move(String upload, String path) {
        change("an upload that was moved", "UPDATE job SET upload = ?, spec = " + dialect.withField("spec", "path") + " WHERE upload = ?", path, path, upload);
    }

    @Override
    public void letGo(List<String> uploads) {
        write(uploads.size() + " uploads", open -> {
            for (String upload : uploads) {
                change(open, "UPDATE job SET upload = NULL WHERE upload = ?", upload);
            }
            return null;
        });
    }

    @Override
    public List<String> letGoOfFailed(Instant time) {
        String which = " WHERE upload IS NOT NULL AND state IN ('failed', 'cancelled') AND ended < ?";
        List<String> uploads = texts("SELECT DISTINCT upload FROM job" + which, JobRowMapper.millis(time));
        if (!uploads.isEmpty()) {
            change("uploads of failed jobs", "UPDATE job SET upload = NULL" + which, JobRowMapper.millis(time));
        }
        return uploads;
    }

    @Override
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

    @Override
    public void remove(Collection<String> ids) {
        write(ids.size() + " jobs that are removed", open -> {
            for (String id : ids) {
                change(open, DELETE, id);
            }
            return null;
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
