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

    /** One entry a schema version; a database of version N has had the first N. Never change an entry that has been released. */
    private static final List<List<String>> MIGRATIONS = List.of(List.of("""
            CREATE TABLE job (
              id TEXT PRIMARY KEY, state TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL, owned BOOLEAN NOT NULL,
              interactive BOOLEAN NOT NULL, model TEXT NOT NULL, asked_language TEXT NOT NULL, language TEXT,
              translate BOOLEAN NOT NULL, prompt TEXT, temperature DOUBLE PRECISION, keep_alive TEXT,
              created BIGINT NOT NULL, started BIGINT, ended BIGINT, position DOUBLE PRECISION NOT NULL, duration DOUBLE PRECISION,
              error_code TEXT, error_message TEXT, owner TEXT NOT NULL, attempt INTEGER NOT NULL)""",
            "CREATE INDEX job_created ON job (created)",
            "CREATE INDEX job_state ON job (state)", """
            CREATE TABLE job_window (
              job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE, idx INTEGER NOT NULL,
              position DOUBLE PRECISION NOT NULL, text TEXT NOT NULL, segments TEXT NOT NULL, PRIMARY KEY (job_id, idx))"""),
            // Jobs of any kind: what is particular to one is JSON.
            List.of("ALTER TABLE job ADD COLUMN kind TEXT NOT NULL DEFAULT 'transcribe'",
                    "ALTER TABLE job ADD COLUMN parent TEXT",
                    "ALTER TABLE job ADD COLUMN spec TEXT NOT NULL DEFAULT '{}'",
                    "ALTER TABLE job ADD COLUMN status TEXT NOT NULL DEFAULT '{}'", """
                    UPDATE job SET kind = CASE WHEN translate THEN 'translate' ELSE 'transcribe' END,
                      spec = json_object('path', path, 'owned', json(iif(owned, 'true', 'false')), 'model', model, 'language', asked_language,
                        'translate', json(iif(translate, 'true', 'false')), 'prompt', prompt, 'temperature', temperature, 'keep_alive', keep_alive),
                      status = json_object('model', model, 'language', coalesce(language, asked_language), 'position', position,
                        'duration', duration)""",
                    "ALTER TABLE job DROP COLUMN path", "ALTER TABLE job DROP COLUMN owned", "ALTER TABLE job DROP COLUMN model",
                    "ALTER TABLE job DROP COLUMN asked_language", "ALTER TABLE job DROP COLUMN language", "ALTER TABLE job DROP COLUMN translate",
                    "ALTER TABLE job DROP COLUMN prompt", "ALTER TABLE job DROP COLUMN temperature", "ALTER TABLE job DROP COLUMN keep_alive",
                    "ALTER TABLE job DROP COLUMN position", "ALTER TABLE job DROP COLUMN duration",
                    "CREATE INDEX job_parent ON job (parent, created)"),
            // Lists are read page by page; an upload goes when no job holds on to it.
            List.of("DROP INDEX job_parent", "CREATE INDEX job_parent ON job (parent, created, id)",
                    "ALTER TABLE job ADD COLUMN upload TEXT",
                    "UPDATE job SET upload = json_extract(spec, '$.path') WHERE json_extract(spec, '$.owned')",
                    "CREATE INDEX job_upload ON job (upload) WHERE upload IS NOT NULL"));

    /** Of the schema. */
    static final int VERSION = MIGRATIONS.size();

    private static final String FILE = "jobs.db";
    /** A new store while it is filled with what a damaged one has. */
    private static final String PART = "jobs.db.part";
    private static final List<String> SUFFIXES = List.of("", "-wal", "-shm", "-journal");
    /** Bytes that are read through in a second or so. */
    private static final long LARGE = 256_000_000;
    /** Milliseconds to wait for another program's lock while the service starts. */
    private static final int PATIENCE_MS = 5000;

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
            return new JobStore(new StoreConnection(source, source.open()));
        } catch (SQLException e) {
            throw StoreFailure.of(e, null).fault(e);
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
            return new JobStore(new StoreConnection(database, database.first()));
        } catch (SQLException e) {
            LOG.error("The job store {} cannot be opened: {}", data.resolve(FILE), e.getMessage());
            throw StoreFailure.of(e, data).fault(e);
        } catch (IOException e) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The job store cannot be opened: " + e.getMessage() + ".", e);
        }
    }

    @Override
    public Connection open() throws SQLException {
        return open(0);
    }

    /** @param patience milliseconds to wait for another program's lock */
    private Connection open(int patience) throws SQLException {
        return migrate(wrap.apply(connect("jdbc:sqlite:" + data.resolve(FILE), patience)));
    }

    @Override
    public Path folder() {
        return data;
    }

    private Connection first() throws SQLException, IOException {
        try {
            return checked(open(PATIENCE_MS));
        } catch (SQLException e) {
            if (StoreFailure.of(e, data) != StoreFailure.DAMAGED) {
                throw e;
            }
            repair(List.of());
            return open(PATIENCE_MS);
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
    public void repair(Collection<JobRow> known) throws SQLException {
        Path file = data.resolve(FILE);
        String aside = FILE + ".damaged-" + clock.millis();
        try {
            Path part = data.resolve(PART);
            for (String suffix : SUFFIXES) {
                Files.deleteIfExists(data.resolve(PART + suffix));
            }
            OwnerOnly.createFile(part);
            String rescued = rescue(file, part, known);
            Files.move(file, data.resolve(aside), StandardCopyOption.REPLACE_EXISTING);
            replace(aside);
            notice = "The job store was damaged. " + rescued + "; the damaged file is now " + aside + ".";
            LOG.error(notice);
        } catch (IOException e) {
            throw new SQLException(e.toString(), null, SQLiteErrorCode.SQLITE_IOERR.code, e);
        }
    }

    /** Puts the new store in the place of the damaged one, whose file is aside. The damaged one's log must be gone before, or SQLite takes it for the new one's. */
    private void replace(String aside) throws IOException {
        if (Files.exists(data.resolve(FILE + "-wal"))) {
            Files.move(data.resolve(FILE + "-wal"), data.resolve(aside + "-wal"), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.deleteIfExists(data.resolve(FILE + "-shm"));
        Files.move(data.resolve(PART), data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Makes a new store of what the damaged one has and of what is known otherwise; answers what that is, in words. */
    private static String rescue(Path damaged, Path part, Collection<JobRow> known) throws SQLException, IOException {
        try (JobStore store = new JobStore(new StoreConnection(() -> migrate(connect("jdbc:sqlite:" + part, 0)), null))) {
            known.forEach(row -> store.insert(row, ""));
            StoreRescue rescue = store.connection().write("what was rescued", open -> new StoreRescue(open, damaged, known));
            StoreRescue.mend(store, rescue.jobs());
            return rescue.words();
        }
    }

    @Override
    public String notice() {
        return notice;
    }

    private static Connection connect(String url, int patience) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(patience);
        config.enforceForeignKeys(true);
        // What is removed is gone: no rescue may find it, nor anybody else.
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        return config.createConnection(url);
    }

    private static Connection migrate(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int version;
            try (ResultSet found = statement.executeQuery("PRAGMA user_version")) {
                version = found.getInt(1);
            }
            if (version > VERSION) {
                throw new Fault(Fault.Code.UNAVAILABLE, "The job store was written by a newer Earshot; use that one, or another data directory.");
            }
            if (version < VERSION) {
                statement.execute("BEGIN IMMEDIATE");
                for (List<String> step : MIGRATIONS.subList(version, VERSION)) {
                    for (String sql : step) {
                        statement.execute(sql);
                    }
                }
                statement.execute("PRAGMA user_version = " + VERSION);
                statement.execute("COMMIT");
            }
            return connection;
        } catch (SQLException | Fault e) {
            connection.close();
            throw e;
        }
    }
}
