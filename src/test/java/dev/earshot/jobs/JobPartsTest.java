package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.jobs.queue.PriorityFifo;
import dev.earshot.jobs.store.JobDatabase;
import dev.earshot.jobs.store.JobFilter;
import dev.earshot.jobs.store.JobIds;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.transcribe.TranscribeSpec;
import dev.earshot.jobs.transcribe.TranscriptMerger;
import dev.earshot.jobs.transcribe.TranscriptionStatus;
import dev.earshot.speech.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The pure parts, and the store. */
class JobPartsTest {

    @TempDir
    Path data;

    private static List<Segment> said(String... texts) {
        return Stream.of(texts).map(text -> new Segment(0, 1, text)).toList();
    }

    @Test
    void windowsBecomeOneTextWithOneSpaceBetweenWords() {
        assertEquals("hello world", TranscriptMerger.addition("", said(" hello", " world")));
        assertEquals(" again", TranscriptMerger.addition("hello", said(" again ")));
        assertEquals(" again", TranscriptMerger.addition("hello", said("again")));
        assertEquals("", TranscriptMerger.addition("hello", said()));
        assertEquals("世界", TranscriptMerger.addition("你好。", said("世界")));
        assertEquals("です", TranscriptMerger.addition("これ", said("です")));
        assertEquals(" мир", TranscriptMerger.addition("привет", said("мир")));
    }

    @Test
    void timesAreMovedToTheFileAndRounded() {
        assertEquals(List.of(new Segment(60.12, 61.5, " a")), TranscriptMerger.shift(List.of(new Segment(0.0, 1.38, " a")), 60.12));
        assertEquals(0.33, TranscriptMerger.shift(List.of(new Segment(0.1, 0.2, "")), 0.2300001).get(0).start());
    }

    @Test
    void interactiveComesBeforeBatchAndElseFirstComeFirstServed() {
        PriorityFifo<String> queue = new PriorityFifo<>();
        queue.add("batch 1", false);
        queue.add("person 1", true);
        queue.add("batch 2", false);
        queue.add("person 2", true);
        queue.add("gone", true);
        assertTrue(queue.remove("gone"));
        assertFalse(queue.remove("gone"));

        assertEquals(List.of("person 1", "person 2", "batch 1", "batch 2"), Stream.generate(queue::poll).limit(4).toList());
        assertEquals(null, queue.poll());
    }

    @Test
    void idsSortByTimeAndDiffer() {
        JobIds ids = new JobIds(Clock.systemUTC());
        List<String> many = Stream.generate(ids::next).limit(1000).toList();

        assertEquals(1000, many.stream().distinct().count());
        many.forEach(id -> assertTrue(id.matches("[0-9a-z]{22}"), id));
        assertTrue(new JobIds(Clock.fixed(Instant.ofEpochSecond(1), Clock.systemUTC().getZone())).next().compareTo(many.get(0)) < 0);
    }

    private static JobRow row(String id) {
        return JobRow.accepted(id, "transcribe", null, "name", false, "{\"path\":\"/tmp/x\"}", TranscriptionStatus.accepted("m", "auto"), Instant.ofEpochMilli(1000));
    }

    private static WindowDone window(String id, int index, String text) {
        return new WindowDone(id, index, List.of(new Segment(index, index + 1.5, text)), text, index + 2, null);
    }

    @Test
    void theStoreKeepsWhatItIsGivenThroughAReopen() {
        JobRow running = row("a").begun(Instant.ofEpochMilli(2000)).in(JobState.RUNNING).at(row("a").status().at(2));
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            store.insert(row("a"), "n1");
            store.insert(row("b"), "n1");
            assertTrue(store.saveWindow(running, window("a", 0, " one")));
            assertTrue(store.save(row("b").ended(JobState.FAILED, Instant.ofEpochMilli(3000), new Fault(Fault.Code.BAD_AUDIO, "no audio").info())));
        }
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            assertEquals(running, store.find("a").orElseThrow());
            assertEquals(List.of(window("a", 0, " one")), store.windows("a"));
            assertEquals("no audio", store.find("b").orElseThrow().error().message());
            assertEquals(List.of("b", "a"), newest(store, null).stream().map(JobRow::id).toList());
            assertTrue(store.find("c").isEmpty());
        }
    }

    @Test
    void aWriteOfAnEarlierOwnerChangesNothing() {
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            store.insert(row("a"), "n1");
            assertEquals(2, store.takeOver("n2").get(0).attempt());

            assertFalse(store.save(row("a").ended(JobState.COMPLETED, Instant.now(), null)));
            assertFalse(store.saveWindow(row("a"), window("a", 0, "x")));
            assertEquals(JobState.QUEUED, store.find("a").orElseThrow().state());
            assertEquals(List.of(), store.windows("a"));
        }
    }

    @Test
    void whatHasEndedIsNotTakenOver() {
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            store.insert(row("a"), "n1");
            store.insert(row("b"), "n1");
            store.save(row("a").ended(JobState.CANCELLED, Instant.now(), null));

            assertEquals(List.of("b"), store.takeOver("n2").stream().map(JobRow::id).toList());
        }
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
            sql.execute("INSERT INTO job_window VALUES ('a', 0, 2.0, ' one', '[]')");
            sql.execute("PRAGMA user_version = 1");
        }
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            JobRow row = store.takeOver("n2").get(0);

            assertEquals(new TranscribeSpec("/x.wav", true, "base", "auto", false, "so", 0.5, "5m", null, null, false), TranscribeSpec.of(row));
            assertEquals(new TranscriptionStatus("base", "de", 10.0), TranscriptionStatus.of(row.status()));
            assertEquals(2.0, row.status().position());
            assertEquals("transcribe talk RUNNING 4", row.kind() + " " + row.name() + " " + row.state() + " " + row.attempt());
            assertEquals(" one", store.windows("a").get(0).text());
            store.remove(List.of("a"));
            assertEquals(List.of(), store.windows("a"), "windows go with their job");
        }
    }

    @Test
    void whatEndedLongAgoIsFoundExceptPartsOfWhatGoesOn() {
        Instant old = Instant.ofEpochMilli(5000);
        try (JobStore store = JobDatabase.inMemory(data)) {
            store.insert(row("old"), "n");
            store.save(row("old").ended(JobState.COMPLETED, old, null));
            store.insert(row("new"), "n");
            store.save(row("new").ended(JobState.COMPLETED, old.plusSeconds(10), null));
            store.insert(row("folder"), "n");
            store.insert(child("part", "folder"), "n");
            store.save(child("part", "folder").ended(JobState.FAILED, old, null));

            assertEquals(List.of("old"), store.endedBefore(old.plusSeconds(1), 10).stream().map(JobRow::id).toList());
            store.save(row("folder").ended(JobState.COMPLETED, old, null));
            assertEquals(3, store.endedBefore(old.plusSeconds(1), 10).size());
            assertEquals(List.of("old", "new"), newest(store, null).stream().map(JobRow::id).filter(id -> !id.equals("folder")).toList());
            assertEquals(List.of("part"), newest(store, "folder").stream().map(JobRow::id).toList());
        }
    }

    private static List<JobRow> newest(JobStore store, String parent) {
        return store.page(JobFilter.of(new ListJobs(null, parent), Set.of()), row -> true, 10);
    }

    private static JobRow child(String id, String parent) {
        return JobRow.accepted(id, "transcribe", parent, "name", false, "{}", TranscriptionStatus.accepted("m", "auto"), Instant.ofEpochMilli(1000));
    }

    @Test
    void aDatabaseThatIsFullWorksAgainWhenThereIsRoom() throws SQLException {
        Connection[] connection = new Connection[1];
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC(), opened -> connection[0] = opened)) {
            store.insert(row("a"), "n");
            // No more than it has: SQLite itself says that the disk is full.
            execute(connection[0], "PRAGMA max_page_count = 1");
            Fault full = assertThrows(Fault.class, () -> store.saveWindow(row("a"), window("a", 0, "x".repeat(100_000))));
            assertEquals(Fault.Code.UNAVAILABLE, full.code());
            assertEquals("There is no room left on the disk of the data directory; free some.", full.getMessage());
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

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aDamagedDatabaseIsSetAsideAndANewOneBegun() throws IOException {
        Files.writeString(data.resolve("jobs.db"), "this was a database once ".repeat(1000));

        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            assertEquals(List.of(), newest(store, null));
        }
        try (Stream<Path> files = Files.list(data)) {
            assertTrue(files.anyMatch(file -> file.getFileName().toString().startsWith("jobs.db.damaged-")));
        }
    }
}
