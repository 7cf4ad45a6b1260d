package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The migrations from an empty database to the current schema.
 *
 * @param steps one for each version, with its statements; a database of version N has had the first N. Released ones must not be changed
 */
record Migrations(List<List<String>> steps) {

    int version() {
        return steps.size();
    }

    /**
     * Migrates a database to the current schema, in one transaction.
     *
     * @throws Fault {@code unavailable} where its version is newer than this
     */
    void apply(Connection connection, Dialect dialect) throws SQLException {
        int found = dialect.version(connection);
        if (found > version()) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The job store was written by a newer Earshot; use that one, or another data directory.");
        }
        if (found == version()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(dialect.beginStatement());
            for (List<String> step : steps.subList(found, version())) {
                for (String sql : step) {
                    statement.execute(sql);
                }
            }
            dialect.version(connection, version());
            statement.execute("COMMIT");
        }
    }
}
