package dev.earshot.jobs.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

final class SqliteDialect implements Dialect {

    /** Takes the lock at once: one that is taken at the first write can fail for a deadlock. */
    @Override
    public String begin() {
        return "BEGIN IMMEDIATE";
    }

    @Override
    public String same(String column) {
        return column + " IS ?";
    }

    @Override
    public String field(String column, String field) {
        return "json_extract(" + column + ", '$." + field + "')";
    }

    @Override
    public String withField(String column, String field) {
        return "json_set(" + column + ", '$." + field + "', ?)";
    }

    /** Nothing: who writes has the whole database. */
    @Override
    public String locking() {
        return "";
    }

    @Override
    public String lockTimeout(int timeoutMs) {
        return "PRAGMA busy_timeout = " + timeoutMs;
    }

    /** With a write-ahead log NORMAL leaves its writes to the system; the next commit with FULL syncs the log whole. */
    @Override
    public String commitTo(StoreConnection.CommitTo where) {
        return "PRAGMA synchronous = " + (where == StoreConnection.CommitTo.DISK ? "FULL" : "NORMAL");
    }

    @Override
    public int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet found = statement.executeQuery("PRAGMA user_version")) {
            return found.getInt(1);
        }
    }

    @Override
    public void version(Connection connection, int version) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = " + version);
        }
    }

    @Override
    public Migrations migrations() {
        return SqliteMigrations.ALL;
    }

    @Override
    public StoreFailure failure(SQLException e, Path folder) {
        // The low byte is SQLite's primary result code.
        return switch (e.getErrorCode() & 0xFF) {
            case 13 -> StoreFailure.FULL;
            case 5, 6 -> StoreFailure.LOCKED;
            case 11, 26 -> StoreFailure.DAMAGED;
            // On a full disk the files beside the database cannot be made, which SQLite calls by other names.
            case 3, 8, 10, 14, 23 -> StoreFailure.hasSpace(folder) ? StoreFailure.UNUSABLE : StoreFailure.FULL;
            default -> StoreFailure.UNKNOWN;
        };
    }
}
