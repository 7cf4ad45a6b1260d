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

/** Brings what can be read of a damaged store into a new one, and makes it whole: nothing claims to have what was lost. */
final class StoreRescue {

    private static final String LOST = "A part of this transcript was lost when the job store was damaged.";
    private static final int WINDOW_COLUMNS = 5;

    private final Connection fresh;
    private final List<String> columns;
    private final Set<String> jobs = new HashSet<>();
    private int windows;

    /**
     * @param fresh   the new store's, in a transaction
     * @param damaged the file; it is read only
     * @param known   jobs that are in the new store already, and what the damaged one says of them is older
     */
    StoreRescue(Connection fresh, Path damaged, Collection<JobRow> known) throws SQLException {
        this.fresh = fresh;
        this.columns = columns(fresh);
        known.forEach(row -> jobs.add(row.id()));
        try (SqliteSalvage salvage = new SqliteSalvage(damaged)) {
            salvage.rows(this::job);
            salvage.rows(this::window);
        } catch (IOException e) {
            throw new SQLException(e.toString(), null, SQLiteErrorCode.SQLITE_IOERR.code, e);
        }
    }

    Set<String> jobs() {
        return jobs;
    }

    String words() {
        return jobs.size() + " jobs and " + windows + " finished windows of it could be read";
    }

    /** Unended jobs go on behind the last window up to which all are there; ended ones say what they have lost. */
    static void mend(JobStore store, Collection<String> ids) {
        for (String id : ids) {
            JobRow row = store.find(id).orElseThrow();
            List<WindowDone> found = store.windows(id);
            int whole = 0;
            while (whole < found.size() && found.get(whole).index() == whole) {
                whole++;
            }
            double reached = whole == 0 ? 0 : found.get(whole - 1).position();
            JobStatus status = row.status();
            if (status.position() == null || whole == found.size() && reached == status.position()) {
                continue;
            }
            if (row.state().ended()) {
                store.save(row.at(status.noticed(status.notice() == null ? LOST : status.notice() + " " + LOST)));
            } else {
                store.removeWindows(id, whole);
                store.save(row.at(status.at(reached)));
            }
        }
    }

    private void job(Object[] values) throws SQLException {
        if (values.length <= WINDOW_COLUMNS || values.length > columns.size() || !(value(values, "id") instanceof String id) || jobs.contains(id)
                || !readable(values)) {
            return;
        }
        List<String> names = columns.subList(0, values.length);
        try (PreparedStatement insert = fresh.prepareStatement("INSERT OR IGNORE INTO job (" + String.join(", ", names) + ") VALUES ("
                + String.join(", ", names.stream().map(name -> "?").toList()) + ")")) {
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, values[i]);
            }
            if (insert.executeUpdate() == 1) {
                jobs.add(id);
            }
        }
    }

    private boolean readable(Object[] values) {
        try {
            JobState.valueOf(String.valueOf(value(values, "state")).toUpperCase(Locale.ROOT));
            Json.read((String) value(values, "status"), JobStatus.class);
            Json.read((String) value(values, "spec"), Map.class);
            return value(values, "kind") instanceof String && value(values, "created") instanceof Long && value(values, "attempt") instanceof Long;
        } catch (IllegalArgumentException | ClassCastException | Fault e) {
            return false;
        }
    }

    private void window(Object[] values) throws SQLException {
        if (values.length != WINDOW_COLUMNS || !(values[0] instanceof String id) || !jobs.contains(id) || !(values[1] instanceof Long)
                || !(values[2] instanceof Number) || !(values[3] instanceof String) || !(values[4] instanceof String segments) || !readable(segments)) {
            return;
        }
        try (PreparedStatement insert = fresh.prepareStatement("INSERT OR IGNORE INTO job_window (job_id, idx, position, text, segments) VALUES (?,?,?,?,?)")) {
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, values[i]);
            }
            windows += insert.executeUpdate();
        }
    }

    private static boolean readable(String segments) {
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

    private static List<String> columns(Connection fresh) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Statement statement = fresh.createStatement(); ResultSet found = statement.executeQuery("PRAGMA table_info(job)")) {
            while (found.next()) {
                columns.add(found.getString("name"));
            }
        }
        return columns;
    }
}
