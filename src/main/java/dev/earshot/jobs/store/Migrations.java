package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The way from an empty database to the present schema.
 *
 * @param steps one entry a version; a database of version N has had the first N. Only ever add one: those that have been released do not change
 */
record Migrations(List<List<String>> steps) {

    int version() {
        return steps.size();
    }

    /**
     * Brings a database up to date, all or nothing.
     *
     * @throws Fault {@code unavailable} where a newer Earshot has written it
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
            statement.execute(dialect.begin());
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
