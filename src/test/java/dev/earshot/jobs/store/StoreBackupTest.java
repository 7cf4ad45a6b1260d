package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StoreBackupTest {

    private static final String NEW = "1.1.0";

    @TempDir
    private Path data;
    @TempDir
    private Path trial;
    private StoreBackup backup;

    @BeforeEach
    void store() throws SQLException {
        JobDatabase.open(data, Clock.systemUTC()).close();
        sql(data, "INSERT INTO job (id, state, name, interactive, created, ended, owner, attempt, upload) VALUES"
                + " ('waits', 'queued', 'a', false, 1, NULL, '', 0, '/uploads/a'), ('ended', 'failed', 'b', false, 1, 2, '', 0, '/uploads/b')");
        backup = new StoreBackup(data);
    }

    @Test
    void aCopyForATrialHasNothingToDoAndNoUploadThatIsNotItsOwn() throws Exception {
        backup.write(NEW);
        backup.copyTo(trial, NEW);
        assertEquals(2, number(trial, "SELECT count(*) FROM job"));
        assertEquals(0, number(trial, "SELECT count(*) FROM job WHERE ended IS NULL OR state = 'queued' OR upload IS NOT NULL"));
        JobDatabase.open(trial, Clock.systemUTC()).close();
        assertEquals(1, number(data, "SELECT count(*) FROM job WHERE state = 'queued' AND upload = '/uploads/a'"));
    }

    @Test
    void whatTheNewVersionHasMigratedIsReplacedByTheCopyAndKept() throws Exception {
        backup.write(NEW);
        sql(data, "INSERT INTO job_owner VALUES ('new', 'd', 1)", "PRAGMA user_version = 99");
        Fault refused = assertThrows(Fault.class, () -> JobDatabase.open(data, Clock.systemUTC()));
        assertEquals("The job store was written by a newer Earshot; use that one, or another data directory.", refused.getMessage());
        backup.restore(NEW);
        JobDatabase.open(data, Clock.systemUTC()).close();
        assertEquals(2, number(data, "SELECT count(*) FROM job"));
        assertEquals(0, number(data, "SELECT count(*) FROM job_owner"));
        assertEquals(1, number("jdbc:sqlite:" + data.resolve("jobs.db.of-" + NEW), "SELECT count(*) FROM job_owner"));
        backup.restore(NEW);
        assertEquals(2, number(data, "SELECT count(*) FROM job"));
    }

    /** A kill between the two steps of a restoration. */
    @Test
    void aRestorationGoesOnAfterAKill() throws Exception {
        backup.write(NEW);
        sql(data, "PRAGMA user_version = 99");
        Files.createLink(data.resolve("jobs.db.of-" + NEW), data.resolve("jobs.db"));
        backup.restore(NEW);
        JobDatabase.open(data, Clock.systemUTC()).close();
    }

    @Test
    void aStoreThatWasNotMigratedStays() throws Exception {
        backup.write(NEW);
        sql(data, "INSERT INTO job_owner VALUES ('new', 'd', 1)");
        backup.restore(NEW);
        assertEquals(1, number(data, "SELECT count(*) FROM job_owner"));
        assertFalse(Files.exists(data.resolve("jobs.db.of-" + NEW)));
    }

    @Test
    void aNewCopyReplacesTheOneForAnEarlierVersionAndWhatAKillHasLeft() throws Exception {
        Files.writeString(data.resolve("jobs.db.before-part"), "half");
        backup.write("1.0.5");
        backup.write(NEW);
        assertFalse(Files.exists(data.resolve("jobs.db.before-1.0.5")));
        assertTrue(Files.exists(data.resolve("jobs.db.before-" + NEW)));
    }

    @Test
    void whereThereIsNoStoreThereIsNothingToCopy(@TempDir Path empty) throws IOException {
        StoreBackup nothing = new StoreBackup(empty);
        nothing.write(NEW);
        nothing.copyTo(trial, NEW);
        nothing.restore(NEW);
        assertFalse(Files.exists(trial.resolve("jobs.db")));
    }

    private static void sql(Path folder, String... statements) throws SQLException {
        try (Connection connection = JobDatabase.connect("jdbc:sqlite:" + folder.resolve("jobs.db"), 0); Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private static long number(Path folder, String query) throws SQLException {
        return number("jdbc:sqlite:" + folder.resolve("jobs.db"), query);
    }

    private static long number(String url, String query) throws SQLException {
        try (Connection connection = JobDatabase.connect(url, 0); Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            return found.getLong(1);
        }
    }
}
