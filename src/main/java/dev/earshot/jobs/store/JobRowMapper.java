package dev.earshot.jobs.store;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.speech.Segment;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Maps rows of the store to records and back. */
final class JobRowMapper {

    static final String COLUMNS = "id, kind, parent, state, name, interactive, spec, status, created, started, ended,"
            + " error_code, error_message, attempt, upload";

    private JobRowMapper() {
    }

    /**
     * The current row, which has {@link #COLUMNS}.
     *
     * @throws DamagedRowException where it has contents that the store cannot have written
     */
    static JobRow row(ResultSet found) throws SQLException {
        try {
            return readable(found);
        } catch (IllegalArgumentException | NullPointerException | Fault e) {
            throw new DamagedRowException(e);
        }
    }

    private static JobRow readable(ResultSet found) throws SQLException {
        String code = found.getString("error_code");
        return new JobRow(found.getString("id"), found.getString("kind"), found.getString("parent"),
                state(found.getString("state")), found.getString("name"), found.getBoolean("interactive"),
                found.getString("spec"), Json.read(found.getString("status"), JobStatus.class), instant(found, "created"),
                instant(found, "started"), instant(found, "ended"),
                code == null ? null : new Fault.Info(code, found.getString("error_message"), false).toFault().info(),
                found.getInt("attempt"), found.getString("upload"));
    }

    /** The current row, which has the columns idx, position, text and segments. */
    static WindowDone window(String job, ResultSet found) throws SQLException {
        return new WindowDone(job, found.getInt(1), segments(found.getString(4)), found.getString(3), found.getDouble(2), null);
    }

    /** Values for {@link #COLUMNS}, in their order. */
    static Object[] values(JobRow row) {
        return new Object[] {row.id(), row.kind(), row.parent(), text(row.state()), row.name(), row.interactive(), row.spec(), Json.write(row.status()),
                millis(row.created()), millis(row.started()), millis(row.ended()), row.error() == null ? null : row.error().code(),
                row.error() == null ? null : row.error().message(), row.attempt(), row.upload()};
    }

    static JobState state(String text) {
        return JobState.valueOf(text.toUpperCase(Locale.ROOT));
    }

    static String text(JobState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    static Long millis(Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    private static Instant instant(ResultSet found, String column) throws SQLException {
        long millis = found.getLong(column);
        return found.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    private static List<Segment> segments(String json) throws SQLException {
        try {
            return Json.MAPPER.readValue(json, new TypeReference<List<Segment>>() { });
        } catch (IOException e) {
            throw new DamagedRowException(e);
        }
    }
}
