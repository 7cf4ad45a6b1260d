package dev.earshot.jobs.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** What databases say differently. All other statements of the store are standard SQL. */
interface Dialect {

    /** Begins a transaction that writes. */
    String begin();

    /** Whether a column is a parameter that may be null, found by an index. */
    String same(String column);

    /** The text of a field of a column that has JSON. */
    String field(String column, String field);

    /** A column that has JSON, with a parameter as the text of a field. */
    String withField(String column, String field);

    /** Ends a query for rows that are to be changed in the same transaction: what somebody else is changing is left out. */
    String locking();

    /** How long a statement waits for somebody else's lock; 0 for not at all. */
    String lockTimeout(int timeoutMs);

    /** Between transactions: how far the next commits go. A new connection's go to the disk. */
    String commitTo(StoreConnection.CommitTo where);

    /** Of the schema; 0 for an empty database. */
    int version(Connection connection) throws SQLException;

    /** Notes the version of the schema, as a write like any other. */
    void version(Connection connection, int version) throws SQLException;

    Migrations migrations();

    /** @param folder where the database lies, or null */
    StoreFailure failure(SQLException e, Path folder);
}
