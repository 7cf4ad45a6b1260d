package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;
import dev.earshot.log.SlowLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;

/**
 * The connection of a {@link JobStore}, which stays usable after failures: a failed transaction is rolled back, and where that fails too, the
 * connection is replaced at the next use. Belongs to one thread.
 */
final class StoreConnection implements StoreHealth, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreConnection.class);
    private static final Duration SLOW = Duration.ofSeconds(1);

    /** How long to wait for a lock of another program; while the store is known to be locked, not at all. */
    private static final int LOCK_TIMEOUT_MS = 250;

    /** Where connections come from. */
    interface ConnectionSource {

        /** A connection with auto-commit and the current schema. */
        Connection open() throws SQLException;

        /**
         * Replaces a damaged database by a new one with what can be read of it. No connection may be open.
         *
         * @param known jobs that are in memory
         * @param claim on these jobs
         */
        default void repair(Collection<JobRow> known, Claim claim) throws SQLException {
        }

        /** What the user should know about the database, such as that it was damaged; null for nothing. */
        default String notice() {
            return null;
        }

        /** The folder of the database; null for one in memory. */
        default Path folder() {
            return null;
        }
    }

    interface Transaction<T> {
        T on(Connection connection) throws SQLException;
    }

    private final ConnectionSource source;
    private final Dialect dialect;
    private Connection connection;
    private CommitTo commits = CommitTo.DISK;
    private StoreListener listener;
    private StoreFailure failure;
    private Fault fault;

    /** @param first an open connection, or null */
    StoreConnection(ConnectionSource source, Dialect dialect, Connection first) {
        this.source = source;
        this.dialect = dialect;
        this.connection = first;
    }

    Dialect dialect() {
        return dialect;
    }

    @Override
    public void listener(StoreListener newListener) {
        listener = newListener;
    }

    @Override
    public StoreFailure failure() {
        return failure;
    }

    @Override
    public Fault fault() {
        return fault;
    }

    @Override
    public Path folder() {
        return source.folder();
    }

    @Override
    public String notice() {
        return source.notice();
    }

    @Override
    public void repair(Collection<JobRow> known, Claim claim) {
        discard();
        attempt("a repair", () -> {
            source.repair(known, claim);
            return null;
        });
        failure = StoreFailure.UNKNOWN;
    }

    /** One query. */
    <T> T read(String what, Transaction<T> work) {
        return attempt(what, () -> work.on(open()));
    }

    /** How durable a commit is. */
    enum CommitTo {
        /** It survives a kill of this process; and a power failure only after the next commit to the disk. */
        SYSTEM,
        /** It survives a power failure. */
        DISK
    }

    /** Runs a transaction that is on disk when this returns; changes nothing where this fails. */
    <T> T write(String what, Transaction<T> work) {
        return write(CommitTo.DISK, what, work);
    }

    /** Runs a transaction; changes nothing where this fails. */
    <T> T write(CommitTo where, String what, Transaction<T> work) {
        T result = attempt(what, () -> {
            Connection open = open();
            if (where != commits) {
                execute(open, dialect.commitStatement(where));
                commits = where;
            }
            execute(open, dialect.beginStatement());
            T done = work.on(open);
            execute(open, "COMMIT");
            return done;
        });
        if (failure != null) {
            onRecovered();
        }
        return result;
    }

    @Override
    public void close() {
        discard();
    }

    private interface Attempt<T> {
        T run() throws SQLException;
    }

    private <T> T attempt(String what, Attempt<T> attempt) {
        long began = System.nanoTime();
        boolean whole = false;
        try {
            T result = attempt.run();
            whole = true;
            return result;
        } catch (SQLException e) {
            throw onFailure(what, e);
        } finally {
            if (!whole) {
                rollBack();
            }
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            SlowLog.line(took, SLOW, "The job store took %s s: %s", SlowLog.seconds(took), what).ifPresent(LOG::warn);
        }
    }

    private Connection open() throws SQLException {
        if (connection == null) {
            connection = source.open();
            execute(connection, dialect.lockTimeoutStatement(failure == StoreFailure.LOCKED ? 0 : LOCK_TIMEOUT_MS));
        }
        return connection;
    }

    private Fault onFailure(String what, SQLException e) {
        // A damaged store stays damaged until it is repaired, whatever else fails meanwhile.
        StoreFailure now = failure == StoreFailure.DAMAGED ? failure : of(e);
        if (now != failure) {
            LOG.error("The job store does not work ({}), seen at: {}", e.getMessage(), what, e);
        }
        boolean first = now != failure;
        failure = now;
        fault = now.fault(e);
        if (first && now == StoreFailure.LOCKED) {
            lockTimeout(0);
        }
        if (listener != null) {
            listener.onFailure(now);
        }
        return fault;
    }

    private StoreFailure of(SQLException e) {
        return e instanceof DamagedRowException ? StoreFailure.DAMAGED : dialect.failure(e, source.folder());
    }

    private void onRecovered() {
        LOG.info("The job store works again");
        failure = null;
        fault = null;
        lockTimeout(LOCK_TIMEOUT_MS);
        if (listener != null) {
            listener.onRecovery();
        }
    }

    private void lockTimeout(int timeoutMs) {
        try {
            if (connection != null) {
                execute(connection, dialect.lockTimeoutStatement(timeoutMs));
            }
        } catch (SQLException e) {
            discard();
        }
    }

    /** After some failures SQLite has rolled back already, and ROLLBACK fails: then it only matters that a transaction can begin. */
    private void rollBack() {
        if (connection == null) {
            return;
        }
        try {
            execute(connection, "ROLLBACK");
        } catch (SQLException already) {
            try {
                execute(connection, "BEGIN");
                execute(connection, "ROLLBACK");
            } catch (SQLException e) {
                discard();
            }
        }
    }

    private void discard() {
        Connection old = connection;
        connection = null;
        commits = CommitTo.DISK;
        try {
            if (old != null) {
                old.close();
            }
        } catch (SQLException e) {
            LOG.warn("A connection to the job store could not be closed: {}", e.getMessage());
        }
    }

    private static void execute(Connection on, String sql) throws SQLException {
        try (Statement statement = on.createStatement()) {
            statement.execute(sql);
        }
    }
}
