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
 * The connection of a {@link JobStore}, which stays sound whatever fails: a transaction that could not be ended is rolled back, and
 * where that fails too the connection is replaced at the next use. Belongs to one thread.
 */
final class StoreConnection implements StoreHealth, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreConnection.class);
    private static final Duration SLOW = Duration.ofSeconds(1);

    /** Milliseconds to wait for another program's lock; not at all where it was waited for just before. */
    private static final int LOCK_TIMEOUT_MS = 250;

    /** Where connections come from. */
    interface ConnectionSource {

        /** A connection with auto-commit, the schema up to date. */
        Connection open() throws SQLException;

        /**
         * Puts a new database in the place of a damaged one, with what can be read of that. No connection may be open.
         *
         * @param known jobs as they are known otherwise
         * @param claim whose they are
         */
        default void repair(Collection<JobRow> known, Claim claim) throws SQLException {
        }

        /** What people should know of the database, such as that it was damaged; null for nothing. */
        default String notice() {
            return null;
        }

        /** Where the database lies; null for one in memory. */
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

    /** @param first a connection that is there already, or null */
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

    /** How far a commit has come when it is done. */
    enum CommitTo {
        /** It survives a kill of this process; a loss of power from the next commit to the disk on. */
        SYSTEM,
        /** It survives a loss of power. */
        DISK
    }

    /** A transaction: all of it is on disk when this returns, or nothing where it fails. */
    <T> T write(String what, Transaction<T> work) {
        return write(CommitTo.DISK, what, work);
    }

    /** A transaction: all of it is there when this returns, or nothing where it fails. */
    <T> T write(CommitTo where, String what, Transaction<T> work) {
        T result = attempt(what, () -> {
            Connection open = open();
            if (where != commits) {
                execute(open, dialect.commitTo(where));
                commits = where;
            }
            execute(open, dialect.begin());
            T done = work.on(open);
            execute(open, "COMMIT");
            return done;
        });
        if (failure != null) {
            recovered();
        }
        return result;
    }

    @Override
    public void close() {
        discard();
    }

    private interface Attempt<T> {
        T make() throws SQLException;
    }

    private <T> T attempt(String what, Attempt<T> attempt) {
        long began = System.nanoTime();
        boolean whole = false;
        try {
            T result = attempt.make();
            whole = true;
            return result;
        } catch (SQLException e) {
            throw failed(what, e);
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
            execute(connection, dialect.lockTimeout(failure == StoreFailure.LOCKED ? 0 : LOCK_TIMEOUT_MS));
        }
        return connection;
    }

    private Fault failed(String what, SQLException e) {
        // One that is damaged stays so until it is repaired, whatever fails on the way.
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

    private void recovered() {
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
                execute(connection, dialect.lockTimeout(timeoutMs));
            }
        } catch (SQLException e) {
            discard();
        }
    }

    /** SQLite rolls back by itself after some failures, and says so by failing this; what counts is that a transaction can begin. */
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
