package dev.earshot.jobs;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.jobs.JobMessages.State;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.speech.Segment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Jobs and their finished windows, over plain JDBC. Belongs to one thread. A change is on disk when its method returns. All
 * failures of the database are {@link Fault}s of code {@code internal}.
 */
final class JobStore implements AutoCloseable {

    private static final String COLUMNS = "id, state, name, path, owned, interactive, model, asked_language, language, translate,"
            + " prompt, temperature, keep_alive, created, started, ended, position, duration, error_code, error_message, attempt";

    private final Connection connection;

    /** @param connection without auto-commit, its schema made by {@link JobDatabase}; closed with this */
    JobStore(Connection connection) {
        this.connection = connection;
    }

    void insert(JobRow row, String owner) {
        change("INSERT INTO job (" + COLUMNS + ", owner) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", statement -> {
            bind(statement, row.id(), text(row.state()), row.name(), row.path(), row.owned(), row.interactive(), row.model(),
                    row.askedLanguage(), row.language(), row.translate(), row.prompt(), row.temperature(), row.keepAlive(),
                    millis(row.created()), millis(row.started()), millis(row.ended()), row.position(), row.duration(),
                    row.error() == null ? null : row.error().code(), row.error() == null ? null : row.error().message(),
                    row.attempt(), owner);
            statement.executeUpdate();
            return null;
        });
    }

    /** Claims every job that has not ended, as its only owner; in the order in which they came. */
    List<JobRow> takeOver(String owner) {
        change("UPDATE job SET owner = ?, attempt = attempt + 1 WHERE state IN ('queued', 'running')", statement -> {
            bind(statement, owner);
            return statement.executeUpdate();
        });
        return rows("SELECT " + COLUMNS + " FROM job WHERE state IN ('queued', 'running') ORDER BY created, id");
    }

    /** Writes a finished window and where the job then is, at once. False where the job belongs to somebody else by now. */
    boolean saveWindow(JobRow row, WindowDone window) {
        return transaction(() -> {
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
        return transaction(() -> update(row));
    }

    Optional<JobRow> find(String id) {
        return rows("SELECT " + COLUMNS + " FROM job WHERE id = ?", id).stream().findFirst();
    }

    /** The newest, newest first. */
    List<JobRow> newest(int limit) {
        return rows("SELECT " + COLUMNS + " FROM job ORDER BY created DESC, id DESC LIMIT ?", limit);
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
        return run("UPDATE job SET state = ?, language = ?, started = ?, ended = ?, position = ?, duration = ?, error_code = ?,"
                + " error_message = ? WHERE id = ? AND attempt = ?", statement -> {
                    bind(statement, text(row.state()), row.language(), millis(row.started()), millis(row.ended()), row.position(),
                            row.duration(), row.error() == null ? null : row.error().code(),
                            row.error() == null ? null : row.error().message(), row.id(), row.attempt());
                    return statement.executeUpdate() == 1;
                });
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
        return new JobRow(found.getString("id"), State.valueOf(found.getString("state").toUpperCase(Locale.ROOT)), found.getString("name"),
                found.getString("path"), found.getBoolean("owned"), found.getBoolean("interactive"), found.getString("model"),
                found.getString("asked_language"), found.getString("language"), found.getBoolean("translate"), found.getString("prompt"),
                number(found, "temperature"), found.getString("keep_alive"), instant(found, "created"), instant(found, "started"),
                instant(found, "ended"), found.getDouble("position"), number(found, "duration"),
                code == null ? null : new Fault.Info(code, found.getString("error_message"), false).toFault().info(),
                found.getInt("attempt"));
    }

    private interface Work<T> {
        T in(PreparedStatement statement) throws SQLException;
    }

    private interface Transaction<T> {
        T run() throws SQLException;
    }

    private <T> T change(String sql, Work<T> work) {
        return transaction(() -> run(sql, work));
    }

    private <T> T run(String sql, Work<T> work) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return work.in(statement);
        }
    }

    private <T> T transaction(Transaction<T> transaction) {
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

    private static Double number(ResultSet found, String column) throws SQLException {
        double number = found.getDouble(column);
        return found.wasNull() ? null : number;
    }

    private static List<Segment> segments(String json) {
        try {
            return Json.MAPPER.readValue(json, new TypeReference<List<Segment>>() { });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
