package dev.earshot.jobs;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.jobs.JobMessages.State;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.log.Slow;
import dev.earshot.speech.Segment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Jobs and their finished windows, over plain JDBC. Belongs to one thread. A change is on disk when its method returns. All
 * failures of the database are {@link Fault}s of code {@code internal}.
 */
final class JobStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobStore.class);
    private static final String COLUMNS = "id, kind, parent, state, name, interactive, spec, status, created, started, ended,"
            + " error_code, error_message, attempt, upload";
    private static final String UNENDED = "state IN ('queued', 'waiting', 'running', 'paused')";

    private final Connection connection;

    /** @param connection without auto-commit, its schema made by {@link JobDatabase}; closed with this */
    JobStore(Connection connection) {
        this.connection = connection;
    }

    void insert(JobRow row, String owner) {
        change("INSERT INTO job (" + COLUMNS + ", owner) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", statement -> {
            bind(statement, row.id(), row.kind(), row.parent(), text(row.state()), row.name(), row.interactive(), row.spec(),
                    Json.write(row.status()), millis(row.created()), millis(row.started()), millis(row.ended()),
                    row.error() == null ? null : row.error().code(), row.error() == null ? null : row.error().message(),
                    row.attempt(), row.upload(), owner);
            statement.executeUpdate();
            return null;
        });
    }

    /** Claims every job that has not ended, as its only owner; in the order in which they came. */
    List<JobRow> takeOver(String owner) {
        change("UPDATE job SET owner = ?, attempt = attempt + 1 WHERE " + UNENDED, statement -> {
            bind(statement, owner);
            return statement.executeUpdate();
        });
        return rows("SELECT " + COLUMNS + " FROM job WHERE " + UNENDED + " ORDER BY created, id");
    }

    /** Writes a finished window and where the job then is, at once. False where the job belongs to somebody else by now. */
    boolean saveWindow(JobRow row, WindowDone window) {
        return transaction("a window of job " + row.id(), () -> {
            if (!update(row)) {
                return false;
            }
            return run("INSERT INTO job_window (job_id, idx, position, text, segments) VALUES (?,?,?,?,?)", statement -> {
                bind(statement, row.id(), window.index(), window.position(), window.text(), Json.write(window.segments()));
                return statement.executeUpdate() == 1;
            });
        });
    }

    /** Writes where a job is. False where it belongs to somebody else by now. */
    boolean save(JobRow row) {
        return transaction("job " + row.id(), () -> update(row));
    }

    Optional<JobRow> find(String id) {
        return rows("SELECT " + COLUMNS + " FROM job WHERE id = ?", id).stream().findFirst();
    }

    /**
     * Jobs, newest first.
     *
     * @param wanted asked of those that the filter lets through, but for their states, which the store does not know of all
     */
    List<JobRow> page(JobFilter filter, Predicate<JobRow> wanted, int limit) {
        List<Object> values = new ArrayList<>();
        values.add(filter.parent());
        StringBuilder where = new StringBuilder("parent IS ?");
        Set<State> states = EnumSet.copyOf(filter.states());
        if (states.stream().anyMatch(state -> !state.ended())) {
            Arrays.stream(State.values()).filter(state -> !state.ended()).forEach(states::add);
        }
        if (states.size() < State.values().length) {
            among(where, values, "state", states.stream().map(JobStore::text).toList());
        }
        if (!filter.kinds().isEmpty()) {
            among(where, values, "kind", filter.kinds());
        }
        if (filter.since() != null) {
            where.append(" AND created >= ?");
            values.add(millis(filter.since()));
        }
        if (filter.after() != null) {
            where.append(" AND (created, id) < (?, ?)");
            values.add(filter.after().created());
            values.add(filter.after().id());
        }
        return change("SELECT " + COLUMNS + " FROM job WHERE " + where + " ORDER BY created DESC, id DESC", statement -> {
            bind(statement, values.toArray());
            List<JobRow> page = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (page.size() < limit && found.next()) {
                    // SQLite folds ASCII letters only.
                    JobRow row = filter.named(found.getString("name")) ? row(found) : null;
                    if (row != null && wanted.test(row)) {
                        page.add(row);
                    }
                }
            }
            return page;
        });
    }

    private static void among(StringBuilder where, List<Object> values, String column, Collection<String> names) {
        where.append(" AND ").append(column).append(" IN (").append(String.join(",", Collections.nCopies(names.size(), "?"))).append(")");
        values.addAll(names);
    }

    /** All children of a job, in the order in which they came. */
    List<JobRow> children(String parent) {
        return rows("SELECT " + COLUMNS + " FROM job WHERE parent = ? ORDER BY created, id", parent);
    }

    /** Files that jobs have written. */
    Set<String> outputs() {
        return new HashSet<>(texts("SELECT DISTINCT json_extract(spec, '$.output') FROM job WHERE state = 'completed'"));
    }

    /** Jobs that ended before some time, except parts of one that has not. */
    List<JobRow> endedBefore(Instant time) {
        return rows("SELECT " + COLUMNS + " FROM job WHERE ended < ? AND NOT EXISTS (SELECT 1 FROM job whole WHERE whole.id = job.parent"
                + " AND (whole.ended IS NULL OR whole.ended >= ?))", millis(time), millis(time));
    }

    /** The uploads that jobs hold on to. */
    List<String> uploads() {
        return texts("SELECT DISTINCT upload FROM job WHERE upload IS NOT NULL");
    }

    /** Whether a job holds on to an upload. */
    boolean holds(String upload) {
        return !texts("SELECT upload FROM job WHERE upload = ? LIMIT 1", upload).isEmpty();
    }

    /** All jobs let go of these uploads. */
    void letGo(List<String> uploads) {
        for (String upload : uploads) {
            change("UPDATE job SET upload = NULL WHERE upload = ?", statement -> {
                bind(statement, upload);
                return statement.executeUpdate();
            });
        }
    }

    /** Jobs that failed or were cancelled before some time let go of their uploads; answers which these are. */
    List<String> letGoOfFailed(Instant time) {
        String which = " WHERE upload IS NOT NULL AND state IN ('failed', 'cancelled') AND ended < ?";
        return transaction("uploads of failed jobs", () -> {
            List<String> uploads = run("SELECT DISTINCT upload FROM job" + which, statement -> {
                bind(statement, millis(time));
                return texts(statement);
            });
            if (!uploads.isEmpty()) {
                run("UPDATE job SET upload = NULL" + which, statement -> {
                    bind(statement, millis(time));
                    return statement.executeUpdate();
                });
            }
            return uploads;
        });
    }

    /**
     * Removes a job and its windows. Its children are part of no job from now on.
     *
     * @param withChildren whether they are removed, too
     */
    void forget(String id, boolean withChildren) {
        transaction("job " + id, () -> {
            if (withChildren) {
                run("UPDATE job SET parent = NULL WHERE parent IN (SELECT id FROM job WHERE parent = ?)", statement -> update(statement, id));
                run("DELETE FROM job WHERE parent = ?", statement -> update(statement, id));
            } else {
                run("UPDATE job SET parent = NULL WHERE parent = ?", statement -> update(statement, id));
            }
            return run("DELETE FROM job WHERE id = ?", statement -> update(statement, id));
        });
    }

    private static int update(PreparedStatement statement, Object... values) throws SQLException {
        bind(statement, values);
        return statement.executeUpdate();
    }

    /** Removes a job and its windows. */
    void remove(String id) {
        change("DELETE FROM job WHERE id = ?", statement -> {
            bind(statement, id);
            return statement.executeUpdate();
        });
    }

    /** A job's finished windows, in order. */
    List<WindowDone> windows(String id) {
        return change("SELECT idx, position, text, segments FROM job_window WHERE job_id = ? ORDER BY idx", statement -> {
            bind(statement, id);
            List<WindowDone> windows = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    windows.add(new WindowDone(id, found.getInt(1), segments(found.getString(4)), found.getString(3),
                            found.getDouble(2), null));
                }
            }
            return windows;
        });
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    private boolean update(JobRow row) throws SQLException {
        return run("UPDATE job SET state = ?, status = ?, started = ?, ended = ?, error_code = ?, error_message = ?, upload = ?"
                + " WHERE id = ? AND attempt = ?", statement -> {
                    bind(statement, text(row.state()), Json.write(row.status()), millis(row.started()), millis(row.ended()),
                            row.error() == null ? null : row.error().code(), row.error() == null ? null : row.error().message(),
                            row.upload(), row.id(), row.attempt());
                    return statement.executeUpdate() == 1;
                });
    }

    /** The first column of what is found. */
    private List<String> texts(String sql, Object... values) {
        return change(sql, statement -> {
            bind(statement, values);
            return texts(statement);
        });
    }

    private static List<String> texts(PreparedStatement statement) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                texts.add(found.getString(1));
            }
        }
        return texts;
    }

    private List<JobRow> rows(String sql, Object... values) {
        return change(sql, statement -> {
            bind(statement, values);
            List<JobRow> rows = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows.add(row(found));
                }
            }
            return rows;
        });
    }

    private static JobRow row(ResultSet found) throws SQLException {
        String code = found.getString("error_code");
        return new JobRow(found.getString("id"), found.getString("kind"), found.getString("parent"),
                State.valueOf(found.getString("state").toUpperCase(Locale.ROOT)), found.getString("name"), found.getBoolean("interactive"),
                found.getString("spec"), Json.read(found.getString("status"), Status.class), instant(found, "created"),
                instant(found, "started"), instant(found, "ended"),
                code == null ? null : new Fault.Info(code, found.getString("error_message"), false).toFault().info(),
                found.getInt("attempt"), found.getString("upload"));
    }

    private interface Work<T> {
        T in(PreparedStatement statement) throws SQLException;
    }

    private interface Transaction<T> {
        T run() throws SQLException;
    }

    private <T> T change(String sql, Work<T> work) {
        return transaction(sql, () -> run(sql, work));
    }

    private <T> T run(String sql, Work<T> work) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return work.in(statement);
        }
    }

    private <T> T transaction(String what, Transaction<T> transaction) {
        long began = System.nanoTime();
        try {
            T result = transaction.run();
            connection.commit();
            return result;
        } catch (SQLException e) {
            try {
                connection.rollback();
            } catch (SQLException worse) {
                e.addSuppressed(worse);
            }
            throw broken(e);
        } finally {
            Slow.store(what, Duration.ofNanos(System.nanoTime() - began)).ifPresent(LOG::warn);
        }
    }

    private static Fault broken(SQLException e) {
        return new Fault(Fault.Code.INTERNAL, "The job store cannot be used (" + e.getMessage()
                + "). Is the disk of the data directory full or read-only?", e);
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private static String text(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static Long millis(Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    private static Instant instant(ResultSet found, String column) throws SQLException {
        long millis = found.getLong(column);
        return found.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    private static List<Segment> segments(String json) {
        try {
            return Json.MAPPER.readValue(json, new TypeReference<List<Segment>>() { });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
