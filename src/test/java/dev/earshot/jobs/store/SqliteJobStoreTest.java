package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.transcribe.TranscribeSpec;
import dev.earshot.jobs.transcribe.TranscriptionStatus;
import dev.earshot.speech.Segment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What jobs are kept in by default. */
class SqliteJobStoreTest extends JobStoreContract {

    @TempDir
    static Path root;

    @TempDir
    Path data;
    private Path shared;

    @Override
    JobStore open() {
        return JobDatabase.open(shared, Clock.systemUTC());
    }

    @BeforeEach
    @Override
    void first() {
        try {
            shared = Files.createTempDirectory(root, "shared");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        super.first();
    }

    @Test
    void aStoreOfTheFirstVersionIsBroughtUpToDateWithAllThatIsInIt() throws Exception {
        try (Connection old = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("jobs.db")); Statement sql = old.createStatement()) {
            sql.execute("""
                    CREATE TABLE job (
                      id TEXT PRIMARY KEY, state TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL, owned BOOLEAN NOT NULL,
                      interactive BOOLEAN NOT NULL, model TEXT NOT NULL, asked_language TEXT NOT NULL, language TEXT,
                      translate BOOLEAN NOT NULL, prompt TEXT, temperature DOUBLE PRECISION, keep_alive TEXT,
                      created BIGINT NOT NULL, started BIGINT, ended BIGINT, position DOUBLE PRECISION NOT NULL, duration DOUBLE PRECISION,
                      error_code TEXT, error_message TEXT, owner TEXT NOT NULL, attempt INTEGER NOT NULL)""");
            sql.execute("CREATE INDEX job_created ON job (created)");
            sql.execute("CREATE INDEX job_state ON job (state)");
            sql.execute("""
                    CREATE TABLE job_window (
                      job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE, idx INTEGER NOT NULL,
                      position DOUBLE PRECISION NOT NULL, text TEXT NOT NULL, segments TEXT NOT NULL, PRIMARY KEY (job_id, idx))""");
            sql.execute("INSERT INTO job VALUES ('a', 'running', 'talk', '/x.wav', 1, 0, 'base', 'auto', 'de', 0, 'so', 0.5, '5m', 1000, 2000, NULL,"
                    + " 2.0, 10.0, NULL, NULL, 'n1', 3)");
            sql.execute("INSERT INTO job_window VALUES ('a', 0, 2.0, ' one', '[{\"start\":0.5,\"end\":1.5,\"text\":\" one\"}]')");
            sql.execute("PRAGMA user_version = 1");
        }
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            JobRow row = store.takeOver(claim("n2", NOW), Set.of("transcribe"), NOW).get(0);

            assertEquals(new TranscribeSpec("/x.wav", true, "base", "auto", false, "so", 0.5, "5m", null, null, false, false, null, false),
                    TranscribeSpec.of(row));
            assertEquals(new TranscriptionStatus("base", "de", 10.0), TranscriptionStatus.of(row.status()));
            assertEquals(2.0, row.status().position());
            assertEquals("transcribe talk QUEUED 4", row.kind() + " " + row.name() + " " + row.state() + " " + row.attempt());
            assertEquals(" one", store.windows("a").get(0).text());
            assertEquals(List.of(new Segment(0.5, 1.5, " one")), store.windows("a").get(0).segments(), "nothing was known of its words");
            store.remove("a", false);
            assertEquals(List.of(), store.windows("a"), "windows go with their job");
        }
    }

    /** The version before claims had a time limit. */
    @Test
    void whatAStoreOfTheThirdVersionHasIsTakenOverAtOnce() throws SQLException {
        try (JobStore old = JobDatabase.open(data, Clock.systemUTC())) {
            old.insert(row("a"), claim("old", NOW));
            old.save(row("a").withState(JobState.RUNNING));
        }
        downgrade(data);
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            assertEquals(List.of("a"), store.takeOver(claim("new", NOW), Set.of("transcribe"), NOW).stream().map(JobRow::id).toList());
            assertTrue(store.order("a", JobOrder.PAUSE));
        }
    }

    /** Makes a store of the present version one of the third. */
    public static void downgrade(Path data) throws SQLException {
        try (Connection open = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("jobs.db")); Statement sql = open.createStatement()) {
            for (String step : List.of("DROP TABLE job_owner", "ALTER TABLE job DROP COLUMN ordered", "DROP INDEX job_children", "PRAGMA user_version = 3")) {
                sql.execute(step);
            }
        }
    }

    @Test
    void whatANewerServiceHasWrittenIsLeftAlone() throws SQLException {
        try (Connection open = DriverManager.getConnection("jdbc:sqlite:" + shared.resolve("jobs.db")); Statement sql = open.createStatement()) {
            sql.execute("PRAGMA user_version = 99");
        }
        assertTrue(assertThrows(Fault.class, this::open).getMessage().contains("newer Earshot"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "failed", "completed,failed", "queued"})
    void aPageIsFoundByTheIndexAndInItsOrder(String states) throws SQLException {
        JobFilter.Cursor after = new JobFilter.Cursor(5, "x");
        PageQuery query = PageQuery.of(JobFilter.of(new ListJobs(null, after.text(), null, states, null, null, null), Set.of()), new SqliteDialect(), 10);
        assertTrue(query.sql().endsWith(" LIMIT ?"), "it reads no more than it shows");
        try (Connection open = DriverManager.getConnection("jdbc:sqlite:" + shared.resolve("jobs.db"));
                PreparedStatement explain = open.prepareStatement("EXPLAIN QUERY PLAN " + query.sql())) {
            for (int i = 0; i < query.values().size(); i++) {
                explain.setObject(i + 1, query.values().get(i));
            }
            try (ResultSet plan = explain.executeQuery()) {
                assertTrue(plan.next() && plan.getString("detail").contains("USING INDEX job_parent"), plan.getString("detail"));
                assertFalse(plan.next(), "nothing is sorted");
            }
        }
    }

    /** FULL is 2, NORMAL 1. */
    @Test
    void onlyAnAwaitedJobIsLeftToTheNextCommitToTheDisk() throws SQLException {
        Connection[] connection = new Connection[1];
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC(), opened -> connection[0] = opened)) {
            store.insertAwaited(row("a"), MINE);
            assertEquals(1, synchronous(connection[0]));
            store.insertAwaited(row("b"), MINE);
            assertTrue(store.saveWindow(row("a"), window("a", 0, "words")));
            assertEquals(2, synchronous(connection[0]));
            store.insertAwaited(row("c"), MINE);
            store.insert(row("d"), MINE);
            assertEquals(2, synchronous(connection[0]));

            store.insertAwaited(row("e"), MINE);
            assertThrows(Fault.class, () -> store.insert(row("e"), MINE), "it is there already");
            assertEquals(2, synchronous(connection[0]));
        }
    }

    private static int synchronous(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement(); ResultSet mode = sql.executeQuery("PRAGMA synchronous")) {
            return mode.getInt(1);
        }
    }

    @Test
    void aDatabaseThatIsFullWorksAgainWhenThereIsRoom() throws SQLException {
        Connection[] connection = new Connection[1];
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC(), opened -> connection[0] = opened)) {
            store.insert(row("a"), MINE);
            // No more than it has: SQLite itself says that the disk is full.
            execute(connection[0], "PRAGMA max_page_count = 1");
            Fault full = assertThrows(Fault.class, () -> store.saveWindow(row("a"), window("a", 0, "x".repeat(100_000))));
            assertEquals(Fault.Code.UNAVAILABLE, full.code());
            assertEquals("The disk of the data directory is full; free some space.", full.getMessage());
            assertEquals(List.of(), store.windows("a"), "all or nothing, and it can be read");
            assertThrows(Fault.class, () -> store.saveWindow(row("a"), window("a", 0, "x".repeat(100_000))));

            execute(connection[0], "PRAGMA max_page_count = 1000000");
            assertTrue(store.saveWindow(row("a"), window("a", 0, "x".repeat(100_000))));
            assertEquals(null, store.health().failure());
        }
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            assertEquals(1, store.windows("a").size());
        }
    }

    @Test
    void aDamagedDatabaseIsSetAsideAndANewOneBegun() throws IOException {
        Files.writeString(data.resolve("jobs.db"), "this was a database once ".repeat(1000));

        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            assertEquals(List.of(), store.page(JobFilter.of(new ListJobs(null, null), Set.of()), 10));
        }
        try (Stream<Path> files = Files.list(data)) {
            assertTrue(files.anyMatch(file -> file.getFileName().toString().startsWith("jobs.db.damaged-")));
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
