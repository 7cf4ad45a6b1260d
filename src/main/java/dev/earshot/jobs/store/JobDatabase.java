package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;
import dev.earshot.files.OwnerOnly;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Opens connections to the SQLite database of a {@link JobStore}, and migrates its schema. Write-ahead log; every commit is on disk, unless
 * {@link Dialect#commitStatement} says otherwise.
 */
public final class JobDatabase implements StoreConnection.ConnectionSource {

    private static final Logger LOG = LoggerFactory.getLogger(JobDatabase.class);

    private static final Dialect DIALECT = new SqliteDialect();
    static final String FILE = "jobs.db";
    /** The new store while a damaged one is repaired. */
    private static final String REPAIRED_FILE = "jobs.db.part";
    private static final List<String> SUFFIXES = List.of("", "-wal", "-shm", "-journal");
    /** The integrity of larger files is not checked at the start: up to this size it takes about a second. */
    private static final long MAX_CHECKED_BYTES = 256_000_000;
    /** How long to wait for a lock of another program while the service starts. */
    static final int LOCK_TIMEOUT_MS = 5000;

    private final Path data;
    private final Clock clock;
    private final UnaryOperator<Connection> wrap;
    private String notice;

    private JobDatabase(Path data, Clock clock, UnaryOperator<Connection> wrap) {
        this.data = data;
        this.clock = clock;
        this.wrap = wrap;
    }

    /**
     * A store in memory, gone when it is closed.
     *
     * @param data the data directory, for the native library
     */
    public static JobStore inMemory(Path data) {
        SqliteLibrary.unpack(data);
        StoreConnection.ConnectionSource source = () -> migrate(connect("jdbc:sqlite::memory:", 0));
        try {
            return new SqlJobStore(new StoreConnection(source, DIALECT, source.open()));
        } catch (SQLException e) {
            throw DIALECT.failure(e, null).fault(e);
        }
    }

    /**
     * The store of a data directory. A damaged file is renamed, and what can be read of it is copied into a new one, so that the service can start.
     *
     * @throws Fault {@code unavailable} where the folder cannot be written
     */
    public static JobStore open(Path data, Clock clock) {
        return open(data, clock, UnaryOperator.identity());
    }

    /** @param wrap applied to every connection */
    public static JobStore open(Path data, Clock clock, UnaryOperator<Connection> wrap) {
        JobDatabase database = new JobDatabase(data, clock, wrap);
        try {
            SqliteLibrary.unpack(data);
            if (!Files.exists(data.resolve(FILE)) && Files.exists(data.resolve(REPAIRED_FILE))) {
                // The service was killed at the end of a repair.
                database.replace(FILE + ".damaged-" + clock.millis());
            }
            OwnerOnly.createFile(data.resolve(FILE));
            return new SqlJobStore(new StoreConnection(database, DIALECT, database.openFirst()));
        } catch (SQLException e) {
            LOG.error("The job store {} cannot be opened: {}", data.resolve(FILE), e.getMessage());
            throw DIALECT.failure(e, data).fault(e);
        } catch (IOException e) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The job store cannot be opened: " + e.getMessage() + ".", e);
        }
    }

    @Override
    public Connection open() throws SQLException {
        return open(0);
    }

    /** @param lockTimeoutMs how long to wait for a lock of another program */
    private Connection open(int lockTimeoutMs) throws SQLException {
        return migrate(wrap.apply(connect("jdbc:sqlite:" + data.resolve(FILE), lockTimeoutMs)));
    }

    @Override
    public Path folder() {
        return data;
    }

    private Connection openFirst() throws SQLException, IOException {
        try {
            return checkIntegrity(open(LOCK_TIMEOUT_MS));
        } catch (SQLException e) {
            if (DIALECT.failure(e, data) != StoreFailure.DAMAGED) {
                throw e;
            }
            repair(List.of(), null);
            return open(LOCK_TIMEOUT_MS);
        }
    }

    /** Fails where the database is damaged. In a large one, damage is detected only when it is read. */
    private Connection checkIntegrity(Connection connection) throws SQLException, IOException {
        if (Files.size(data.resolve(FILE)) > MAX_CHECKED_BYTES) {
            return connection;
        }
        try (Statement statement = connection.createStatement(); ResultSet found = statement.executeQuery("PRAGMA quick_check(1)")) {
            if (!found.getString(1).equals("ok")) {
                throw new SQLException(found.getString(1), null, SQLiteErrorCode.SQLITE_CORRUPT.code);
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public void repair(Collection<JobRow> known, Claim claim) throws SQLException {
        Path file = data.resolve(FILE);
        String aside = FILE + ".damaged-" + clock.millis();
        try {
            Path part = data.resolve(REPAIRED_FILE);
            for (String suffix : SUFFIXES) {
                Files.deleteIfExists(data.resolve(REPAIRED_FILE + suffix));
            }
            OwnerOnly.createFile(part);
            String rescued = rescue(file, part, known, claim);
            Files.move(file, data.resolve(aside), StandardCopyOption.REPLACE_EXISTING);
            replace(aside);
            notice = "The job store was damaged. " + rescued + "; the damaged file is now " + aside + ".";
            LOG.error(notice);
        } catch (IOException e) {
            throw new SQLException(e.toString(), null, SQLiteErrorCode.SQLITE_IOERR.code, e);
        }
    }

    /**
     * Replaces the damaged store, whose main file has been renamed. Its write-ahead log must be gone first, or SQLite takes it for the new
     * store's.
     */
    private void replace(String aside) throws IOException {
        if (Files.exists(data.resolve(FILE + "-wal"))) {
            Files.move(data.resolve(FILE + "-wal"), data.resolve(aside + "-wal"), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.deleteIfExists(data.resolve(FILE + "-shm"));
        Files.move(data.resolve(REPAIRED_FILE), data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Fills a new store with the known jobs and what can be read of the damaged one; returns a summary for people. */
    private static String rescue(Path damaged, Path part, Collection<JobRow> known, Claim claim) throws SQLException, IOException {
        try (SqlJobStore store = new SqlJobStore(new StoreConnection(() -> migrate(connect("jdbc:sqlite:" + part, 0)), DIALECT, null))) {
            known.forEach(row -> store.insert(row, claim));
            StoreRescue rescue = store.connection().write("what was rescued", open -> new StoreRescue(open, damaged, known));
            StoreRescue.makeConsistent(store, rescue.jobs());
            return rescue.summary();
        }
    }

    @Override
    public String notice() {
        return notice;
    }

    static Connection connect(String url, int lockTimeoutMs) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(lockTimeoutMs);
        config.enforceForeignKeys(true);
        // Removed data is overwritten, so that neither a repair nor anybody else finds it.
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        return config.createConnection(url);
    }

    private static Connection migrate(Connection connection) throws SQLException {
        try {
            DIALECT.migrations().apply(connection, DIALECT);
            return connection;
        } catch (SQLException | Fault e) {
            connection.close();
            throw e;
        }
    }
}
