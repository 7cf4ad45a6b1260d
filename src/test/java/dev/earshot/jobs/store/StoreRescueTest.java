package dev.earshot.jobs.store;

import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.jobs.transcribe.TranscriptionStatus;
import dev.earshot.speech.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Stores that the disk has damaged. */
class StoreRescueTest {

    private static final Claim CLAIM = new Claim("n", "d", Instant.EPOCH);
    private static final int JOBS = 40;
    private static final int WINDOWS = 3;
    private static final int PAGE = 4096;

    @TempDir
    Path data;

    private Path file() {
        return data.resolve("jobs.db");
    }

    /** Names and texts are in no index, so where they are found the row is. */
    private static String name(int job) {
        return "name-" + job + "-" + "x".repeat(200);
    }

    private static String text(int job, int window) {
        return "text-" + job + "-" + window + "-" + "y".repeat(job == 7 ? 9000 : 150);
    }

    private static JobRow row(int job) {
        return JobRow.accepted("job" + job, "transcribe", null, name(job), false, "{\"path\":\"/tmp/x\"}", TranscriptionStatus.accepted("m", "auto"),
                Instant.ofEpochMilli(1000 + job));
    }

    /** Every second job has ended. */
    private void fill(JobStore store) {
        for (int job = 0; job < JOBS; job++) {
            store.insert(row(job), CLAIM);
            JobRow row = row(job);
            for (int window = 0; window < WINDOWS; window++) {
                row = row.withStatus(row.status().withPosition((window + 1) * 10));
                store.saveWindow(row, new WindowDone(row.id(), window, List.of(new Segment(window * 10, window * 10 + 9, "word")), text(job, window),
                        (window + 1) * 10, null));
            }
            if (job % 2 == 0) {
                store.save(row.ended(JobState.COMPLETED, Instant.ofEpochMilli(5000), null));
            }
        }
    }

    @Test
    void whicheverPageIsDamagedTheServiceAcceptsJobsAndThoseOnOtherPagesAreThere() throws IOException {
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            fill(store);
        }
        byte[] whole = Files.readAllBytes(file());
        Random random = new Random(5);
        for (int page = 0; page < whole.length / PAGE; page++) {
            byte[] damaged = whole.clone();
            byte[] noise = new byte[PAGE];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, damaged, page * PAGE, PAGE);
            Files.write(file(), damaged);
            String lost = new String(Arrays.copyOfRange(whole, page * PAGE, (page + 1) * PAGE), StandardCharsets.ISO_8859_1);
            try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
                check(store, lost, "page " + (page + 1));
                store.insert(JobRow.accepted("new", "transcribe", null, "new", false, "{}", TranscriptionStatus.accepted("m", "auto"), Instant.now()), CLAIM);
                assertEquals(JobState.QUEUED, store.find("new").orElseThrow().state());
            }
        }
    }

    /** @param lost what was on the damaged page */
    private static void check(JobStore store, String lost, String where) {
        for (int job = 0; job < JOBS; job++) {
            Optional<JobRow> row = store.find("job" + job);
            assertTrue(row.isPresent() || lost.contains("name-" + job + "-"), where + " has lost job " + job);
            if (row.isEmpty()) {
                continue;
            }
            List<WindowDone> windows = store.windows("job" + job);
            for (int window = 0; window < WINDOWS; window++) {
                int index = window;
                boolean there = windows.stream().anyMatch(found -> found.index() == index);
                // One whose text goes on on other pages is lost with any of them; an unended job begins again at the first that is missing.
                assertTrue(there || job == 7 || job % 2 == 1 && windows.size() <= window || lost.contains("text-" + job + "-" + window + "-"),
                        where + " has lost window " + window + " of job " + job);
            }
            if (row.get().state().ended()) {
                assertEquals(windows.size() < WINDOWS, row.get().status().notice() != null, where + ", job " + job);
            } else {
                assertEquals(windows.size() * 10.0, row.get().status().position(), where + ", job " + job);
            }
        }
    }

    @Test
    void theUploadsOfJobsThatWereLostAreNot() throws IOException {
        Path uploads = Files.createDirectories(data.resolve("uploads"));
        Path upload = Files.writeString(uploads.resolve("1"), "what somebody said");
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            store.insert(row(1).withUpload(upload.toString()), CLAIM);
        }
        byte[] noise = new byte[(int) Files.size(file())];
        new Random(7).nextBytes(noise);
        Files.write(file(), noise);
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            assertTrue(store.find("job1").isEmpty());
            KeptUploads.sweep(uploads, store);
        }
        assertEquals("what somebody said", Files.readString(data.resolve("uploads.damaged/1")));
        assertTrue(Files.notExists(upload));
        Files.writeString(upload, "nobody's");
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            KeptUploads.sweep(uploads, store);
        }
        assertTrue(Files.notExists(upload));
        assertEquals("what somebody said", Files.readString(data.resolve("uploads.damaged/1")));
    }

    @Test
    void whatIsInTheLogOnlyIsFoundAndWhatWasRemovedIsNot() throws IOException, SQLException {
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            fill(store);
            List.of("job3", "job4", "job5").forEach(id -> store.remove(id, false));
            int[] found = new int[1];
            try (SqliteSalvage salvage = new SqliteSalvage(file())) {
                salvage.rows(values -> {
                    if (values.length > 5) {
                        found[0]++;
                    }
                    assertTrue(Stream.of(values).noneMatch(value -> "job3".equals(value) || "job4".equals(value) || "job5".equals(value)));
                });
            }
            assertEquals(JOBS - 3, found[0]);
        }
    }

    @Test
    void aRepairThatWasKilledBeforeTheOldLogWasAsideDoesNotTakeThatForTheNewStores() throws IOException {
        Path log = data.resolve("jobs.db-wal");
        byte[] old;
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            fill(store);
            store.removeEnded(Instant.now(), 1000);
            old = Files.readAllBytes(log);
        }
        Files.delete(file());
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            fill(store);
        }
        Files.move(file(), data.resolve("jobs.db.part"));
        Files.write(log, old);
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            assertEquals(JOBS / 2, store.removeEnded(Instant.now(), 1000).jobs());
        }
        try (Stream<Path> files = Files.list(data)) {
            assertEquals(1, files.filter(file -> file.getFileName().toString().matches("jobs\\.db\\.damaged-\\d+-wal")).count());
        }
    }

    @Test
    void aRepairThatWasKilledAtItsLastStepIsFinished() throws IOException {
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            fill(store);
        }
        Files.move(file(), data.resolve("jobs.db.part"));
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            assertEquals(JOBS / 2, store.removeEnded(Instant.now(), 1000).jobs());
        }
    }
}
