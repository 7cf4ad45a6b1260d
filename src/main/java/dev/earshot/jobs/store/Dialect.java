package dev.earshot.jobs.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** The statements that differ between databases. All others of the store are standard SQL. */
interface Dialect {

    /** Begins a transaction that writes; takes the lock where there is one for the whole database. */
    String beginStatement();

    /** The condition that a column equals a parameter that may be null; can use an index. */
    String nullSafeEquals(String column);

    /** An expression: the text of a field of a JSON column. */
    String jsonField(String column, String field);

    /** An expression: a JSON column in which the text of a field is a parameter. */
    String setJsonField(String column, String field);

    /** Appended to a query for rows that the same transaction is to change: locks them, and skips those that are locked already. */
    String lockClause();

    /** Sets how many milliseconds a statement waits for a lock of another program; 0 for not at all. */
    String lockTimeoutStatement(int timeoutMs);

    /** Sets, between transactions, how durable the next commits are; on a new connection they are on disk. */
    String commitStatement(StoreConnection.CommitTo where);

    /** The version of the schema; 0 for an empty database. */
    int version(Connection connection) throws SQLException;

    /** Sets the version of the schema, as part of the transaction. */
    void version(Connection connection, int version) throws SQLException;

    Migrations migrations();

    /** @param folder of the database, or null */
    StoreFailure failure(SQLException e, Path folder);
}
