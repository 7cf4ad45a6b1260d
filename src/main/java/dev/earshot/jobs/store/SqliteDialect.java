package dev.earshot.jobs.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

final class SqliteDialect implements Dialect {

    /** Immediate, as taking the lock at the first write can fail by a deadlock. */
    @Override
    public String beginStatement() {
        return "BEGIN IMMEDIATE";
    }

    @Override
    public String nullSafeEquals(String column) {
        return column + " IS ?";
    }

    @Override
    public String jsonField(String column, String field) {
        return "json_extract(" + column + ", '$." + field + "')";
    }

    @Override
    public String setJsonField(String column, String field) {
        return "json_set(" + column + ", '$." + field + "', ?)";
    }

    /** Empty, as a transaction that writes locks the database. */
    @Override
    public String lockClause() {
        return "";
    }

    @Override
    public String lockTimeoutStatement(int timeoutMs) {
        return "PRAGMA busy_timeout = " + timeoutMs;
    }

    /** With a write-ahead log, NORMAL does not synchronise it; the next commit with FULL synchronises all of it. */
    @Override
    public String commitStatement(StoreConnection.CommitTo where) {
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
            // On a full disk, SQLite reports that it cannot create the files beside the database.
            case 3, 8, 10, 14, 23 -> StoreFailure.hasSpace(folder) ? StoreFailure.UNUSABLE : StoreFailure.FULL;
            default -> StoreFailure.UNKNOWN;
        };
    }
}
