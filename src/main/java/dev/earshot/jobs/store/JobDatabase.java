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
 * Opens the database of a {@link JobStore}, as often as that is needed, and brings its schema up to date. SQLite: write-ahead log, every
 * commit on disk.
 */
public final class JobDatabase implements StoreConnection.ConnectionSource {

    private static final Logger LOG = LoggerFactory.getLogger(JobDatabase.class);

    private static final Dialect DIALECT = new SqliteDialect();
    private static final String FILE = "jobs.db";
    /** A new store while it is filled with what a damaged one has. */
    private static final String PART = "jobs.db.part";
    private static final List<String> SUFFIXES = List.of("", "-wal", "-shm", "-journal");
    /** Bytes that are read through in a second or so. */
    private static final long LARGE = 256_000_000;
    /** Milliseconds to wait for another program's lock while the service starts. */
    private static final int LOCK_TIMEOUT_MS = 5000;

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
     * A store that is forgotten when it is closed.
     *
     * @param data where the native library may lie
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
     * The store of a data directory. A damaged file is set aside, and what can be read of it goes into a new one, so that the service can start.
     *
     * @throws Fault {@code unavailable} where the folder cannot be written
     */
    public static JobStore open(Path data, Clock clock) {
        return open(data, clock, UnaryOperator.identity());
    }

    /** @param wrap around every connection */
    public static JobStore open(Path data, Clock clock, UnaryOperator<Connection> wrap) {
        JobDatabase database = new JobDatabase(data, clock, wrap);
        try {
            SqliteLibrary.unpack(data);
            if (!Files.exists(data.resolve(FILE)) && Files.exists(data.resolve(PART))) {
                // A kill in the last steps of a repair.
                database.replace(FILE + ".damaged-" + clock.millis());
            }
            OwnerOnly.createFile(data.resolve(FILE));
            return new SqlJobStore(new StoreConnection(database, DIALECT, database.first()));
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

    /** @param lockTimeoutMs milliseconds to wait for another program's lock */
    private Connection open(int lockTimeoutMs) throws SQLException {
        return migrate(wrap.apply(connect("jdbc:sqlite:" + data.resolve(FILE), lockTimeoutMs)));
    }

    @Override
    public Path folder() {
        return data;
    }

    private Connection first() throws SQLException, IOException {
        try {
            return checked(open(LOCK_TIMEOUT_MS));
        } catch (SQLException e) {
            if (DIALECT.failure(e, data) != StoreFailure.DAMAGED) {
                throw e;
            }
            repair(List.of(), null);
            return open(LOCK_TIMEOUT_MS);
        }
    }

    /** One whose database is whole, as far as can be seen without taking long: a large one shows its damage when that is met. */
    private Connection checked(Connection connection) throws SQLException, IOException {
        if (Files.size(data.resolve(FILE)) > LARGE) {
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
            Path part = data.resolve(PART);
            for (String suffix : SUFFIXES) {
                Files.deleteIfExists(data.resolve(PART + suffix));
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
     * Puts the new store in the place of the damaged one, whose file is aside. The damaged one's log must be gone before, or SQLite takes
     * it for the new one's.
     */
    private void replace(String aside) throws IOException {
        if (Files.exists(data.resolve(FILE + "-wal"))) {
            Files.move(data.resolve(FILE + "-wal"), data.resolve(aside + "-wal"), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.deleteIfExists(data.resolve(FILE + "-shm"));
        Files.move(data.resolve(PART), data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Makes a new store of what the damaged one has and of what is known otherwise; answers what that is, in words. */
    private static String rescue(Path damaged, Path part, Collection<JobRow> known, Claim claim) throws SQLException, IOException {
        try (SqlJobStore store = new SqlJobStore(new StoreConnection(() -> migrate(connect("jdbc:sqlite:" + part, 0)), DIALECT, null))) {
            known.forEach(row -> store.insert(row, claim));
            StoreRescue rescue = store.connection().write("what was rescued", open -> new StoreRescue(open, damaged, known));
            StoreRescue.mend(store, rescue.jobs());
            return rescue.words();
        }
    }

    @Override
    public String notice() {
        return notice;
    }

    private static Connection connect(String url, int lockTimeoutMs) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(lockTimeoutMs);
        config.enforceForeignKeys(true);
        // What is removed is gone: no rescue may find it, nor anybody else.
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
