package dev.earshot.jobs.store;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.speech.Segment;
import org.sqlite.SQLiteErrorCode;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Copies what can be read of a damaged store into a new one, and makes that consistent: no job refers to lost windows. */
final class StoreRescue {

    private static final String LOST = "A part of this transcript was lost when the job store was damaged.";
    private static final int WINDOW_COLUMNS = 5;

    private final Connection target;
    private final List<String> columns;
    private final Set<String> jobs = new HashSet<>();
    private int windows;

    /**
     * @param target  a connection to the new store, in a transaction
     * @param damaged the file; not modified
     * @param known   jobs that are in the new store already, newer than in the damaged one
     */
    StoreRescue(Connection target, Path damaged, Collection<JobRow> known) throws SQLException {
        this.target = target;
        this.columns = columns(target);
        known.forEach(row -> jobs.add(row.id()));
        try (SqliteSalvage salvage = new SqliteSalvage(damaged)) {
            salvage.rows(this::onJobRow);
            salvage.rows(this::onWindowRow);
        } catch (IOException e) {
            throw new SQLException(e.toString(), null, SQLiteErrorCode.SQLITE_IOERR.code, e);
        }
    }

    Set<String> jobs() {
        return jobs;
    }

    String summary() {
        return jobs.size() + " jobs and " + windows + " finished windows of it could be read";
    }

    /** Jobs that have not ended continue behind their first windows without a gap; ended ones get a notice that a part is lost. */
    static void makeConsistent(JobStore store, Collection<String> ids) {
        for (String id : ids) {
            JobRow row = store.find(id).orElseThrow();
            List<WindowDone> found = store.windows(id);
            int intact = 0;
            while (intact < found.size() && found.get(intact).index() == intact) {
                intact++;
            }
            double position = intact == 0 ? 0 : found.get(intact - 1).position();
            JobStatus status = row.status();
            if (status.position() == null || intact == found.size() && position == status.position()) {
                continue;
            }
            if (row.state().ended()) {
                store.save(row.withStatus(status.withNotice(status.notice() == null ? LOST : status.notice() + " " + LOST)));
            } else {
                store.removeWindows(id, intact);
                store.save(row.withStatus(status.withPosition(position)));
            }
        }
    }

    private void onJobRow(Object[] values) throws SQLException {
        if (values.length <= WINDOW_COLUMNS || values.length > columns.size() || !(value(values, "id") instanceof String id) || jobs.contains(id)
                || !isReadable(values)) {
            return;
        }
        List<String> names = columns.subList(0, values.length);
        try (PreparedStatement insert = target.prepareStatement("INSERT OR IGNORE INTO job (" + String.join(", ", names) + ") VALUES ("
                + String.join(", ", names.stream().map(name -> "?").toList()) + ")")) {
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, values[i]);
            }
            if (insert.executeUpdate() == 1) {
                jobs.add(id);
            }
        }
    }

    private boolean isReadable(Object[] values) {
        try {
            JobState.valueOf(String.valueOf(value(values, "state")).toUpperCase(Locale.ROOT));
            Json.read((String) value(values, "status"), JobStatus.class);
            Json.read((String) value(values, "spec"), Map.class);
            return value(values, "kind") instanceof String && value(values, "created") instanceof Long && value(values, "attempt") instanceof Long;
        } catch (IllegalArgumentException | ClassCastException | Fault e) {
            return false;
        }
    }

    private void onWindowRow(Object[] values) throws SQLException {
        if (values.length != WINDOW_COLUMNS || !(values[0] instanceof String id) || !jobs.contains(id) || !(values[1] instanceof Long)
                || !(values[2] instanceof Number) || !(values[3] instanceof String) || !(values[4] instanceof String segments) || !isReadable(segments)) {
            return;
        }
        try (PreparedStatement insert = target.prepareStatement(
                "INSERT OR IGNORE INTO job_window (job_id, idx, position, text, segments) VALUES (?,?,?,?,?)")) {
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, values[i]);
            }
            windows += insert.executeUpdate();
        }
    }

    private static boolean isReadable(String segments) {
        try {
            Json.MAPPER.readValue(segments, new TypeReference<List<Segment>>() { });
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Object value(Object[] values, String column) {
        int at = columns.indexOf(column);
        return at < values.length ? values[at] : null;
    }

    private static List<String> columns(Connection target) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Statement statement = target.createStatement(); ResultSet found = statement.executeQuery("PRAGMA table_info(job)")) {
            while (found.next()) {
                columns.add(found.getString("name"));
            }
        }
        return columns;
    }
}
