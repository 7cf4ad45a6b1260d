package dev.earshot.jobs.store;

import dev.earshot.bus.Json;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Runs statements, within a transaction or outside of one. */
final class JobSql {

    static final String SELECT = "SELECT " + JobRowMapper.COLUMNS + " FROM job WHERE ";
    static final String UNENDED = "state IN ('queued', 'waiting', 'running', 'paused')";

    interface Mapper<T> {
        T of(ResultSet found) throws SQLException;
    }

    private JobSql() {
    }

    /** Writes a job's row; false where another service has taken the job over. */
    static boolean update(Connection open, JobRow row) throws SQLException {
        return change(open, "UPDATE job SET state = ?, status = ?, started = ?, ended = ?, error_code = ?, error_message = ?, upload = ?"
                + " WHERE id = ? AND attempt = ?", JobRowMapper.text(row.state()), Json.write(row.status()), JobRowMapper.millis(row.started()),
                JobRowMapper.millis(row.ended()), row.error() == null ? null : row.error().code(),
                row.error() == null ? null : row.error().message(), row.upload(), row.id(), row.attempt()) == 1;
    }

    /** How many rows were changed. */
    static int change(Connection open, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = open.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    static <T> List<T> list(Connection open, String sql, Mapper<T> mapper, Object... values) throws SQLException {
        try (PreparedStatement statement = open.prepareStatement(sql)) {
            bind(statement, values);
            List<T> list = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    list.add(mapper.of(found));
                }
            }
            return list;
        }
    }

    static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
