package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;

/** Opens the database of a {@link JobStore} and brings its schema up to date. SQLite: write-ahead log, every commit on disk. */
final class JobDatabase {

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

    private JobDatabase() {
    }

    /** A store that is forgotten when it is closed. */
    static JobStore inMemory() {
        try {
            return new JobStore(migrate(connect("jdbc:sqlite::memory:")));
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    /**
     * The store of a data directory. A file that is no database any more is set aside, so that the service can start.
     *
     * @throws Fault {@code unavailable} where the folder cannot be written
     */
    static JobStore open(Path data, Clock clock) {
        Path file = data.resolve("jobs.db");
        try {
            // The driver unpacks its native library at every start.
            System.setProperty("org.sqlite.tmpdir", Files.createDirectories(data.resolve("tmp")).toString());
            try {
                return new JobStore(migrate(connect("jdbc:sqlite:" + file)));
            } catch (SQLException e) {
                if (!damaged(e)) {
                    throw e;
                }
                Path aside = data.resolve("jobs.db.damaged-" + clock.millis());
                Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
                Files.deleteIfExists(data.resolve("jobs.db-wal"));
                Files.deleteIfExists(data.resolve("jobs.db-shm"));
                LOG.error("The job store {} is damaged ({}). It is now {}, and a new one is begun.", file, e.getMessage(), aside);
                return new JobStore(migrate(connect("jdbc:sqlite:" + file)));
            }
        } catch (SQLException | IOException e) {
            throw unusable(e);
        }
    }

    private static Connection connect(String url) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(5000);
        config.enforceForeignKeys(true);
        Connection connection = config.createConnection(url);
        connection.setAutoCommit(false);
        return connection;
    }

    private static Connection migrate(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int version;
            try (var found = statement.executeQuery("PRAGMA user_version")) {
                version = found.getInt(1);
            }
            if (version > MIGRATIONS.size()) {
                throw new SQLException("it was written by a newer Earshot");
            }
            for (List<String> step : MIGRATIONS.subList(version, MIGRATIONS.size())) {
                for (String sql : step) {
                    statement.execute(sql);
                }
            }
            statement.execute("PRAGMA user_version = " + MIGRATIONS.size());
            connection.commit();
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** SQLITE_CORRUPT and SQLITE_NOTADB. */
    private static boolean damaged(SQLException e) {
        int code = e.getErrorCode() & 0xFF;
        return code == 11 || code == 26;
    }

    private static Fault unusable(Exception e) {
        return new Fault(Fault.Code.UNAVAILABLE, "The job store cannot be opened: " + e.getMessage() + ".", e);
    }
}
