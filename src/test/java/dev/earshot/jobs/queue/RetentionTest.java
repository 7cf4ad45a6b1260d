package dev.earshot.jobs.queue;

import dev.earshot.config.Config;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.queue.Retention.RetentionLimits;
import dev.earshot.jobs.store.Claim;
import dev.earshot.jobs.store.FaultyConnections;
import dev.earshot.jobs.store.JobDatabase;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.transcribe.TranscriptionStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What ended long ago goes, while the service runs too. */
class RetentionTest {

    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final Config.Jobs KEEPING_TWO_HOURS = new Config.Jobs(10, 1, "", 2, false, 1);

    @TempDir
    Path data;

    private final HandTimers time = new HandTimers();
    private final FaultyConnections faulty = new FaultyConnections();
    private JobStore store;
    private Retention retention;

    @BeforeEach
    void open() {
        store = JobDatabase.open(data, time, faulty::around);
        retention = new Retention(time, store, time, KEEPING_TWO_HOURS, new RetentionLimits(2, EVERY));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Path ended(String id, JobState state) throws IOException {
        Path upload = Files.writeString(data.resolve("upload of " + id), "audio");
        JobRow row = JobRow.accepted(id, "transcribe", null, id, false, "{}", TranscriptionStatus.accepted("m", "auto"), time.instant())
                .withUpload(upload.toString());
        store.insert(row, new Claim("n", "d", Instant.EPOCH));
        store.save(row.ended(state, time.instant(), null));
        return upload;
    }

    private boolean isThere(String id) {
        return store.find(id).isPresent();
    }

    @Test
    void whatExpiresTogetherGoesInSlicesAndOthersHaveTheirTurnBetween() throws IOException {
        Path upload = ended("a", JobState.COMPLETED);
        for (String id : List.of("b", "c", "d", "e")) {
            ended(id, JobState.COMPLETED);
        }
        time.advance(Duration.ofHours(2).plusMillis(1));
        retention.run();
        assertEquals(3, List.of("a", "b", "c", "d", "e").stream().filter(this::isThere).count());
        assertEquals(List.of(Duration.ZERO), time.pending());
        time.advance(Duration.ZERO);
        assertEquals(1, List.of("a", "b", "c", "d", "e").stream().filter(this::isThere).count());
        time.advance(Duration.ZERO);
        assertFalse(isThere("e") || Files.exists(upload));
        assertEquals(List.of(EVERY), time.pending());
    }

    @Test
    void itLooksAgainAndAgain() throws IOException {
        retention.run();
        Path upload = ended("failed", JobState.FAILED);
        time.advance(EVERY);
        assertTrue(Files.exists(upload));
        time.advance(Duration.ofHours(1));
        assertFalse(Files.exists(upload), "the upload goes first");
        assertTrue(isThere("failed"));
        faulty.fail(FaultyConnections.Failure.FULL, sql -> sql.startsWith("DELETE"));
        time.advance(Duration.ofHours(1));
        assertTrue(isThere("failed"));
        faulty.work();
        time.advance(EVERY);
        assertFalse(isThere("failed"), "a failure of the store is not the end of it");

        retention.close();
        time.advance(EVERY);
        assertEquals(List.of(), time.pending());
    }
}
