package dev.earshot.jobs;

import dev.earshot.bus.Json;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.store.Claim;
import dev.earshot.jobs.store.JobDatabase;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.store.KeptUploads;
import dev.earshot.jobs.transcribe.TranscribeSpec;
import dev.earshot.jobs.transcribe.TranscriptionStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Uploads as the store holds on to them, and what they are called. */
class KeptUploadsTest {

    private static final Claim CLAIM = new Claim("n", "d", Instant.EPOCH);

    @TempDir
    Path data;

    @Test
    void aStoreOfTheSecondVersionKeepsItsUploads() throws Exception {
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            for (String owned : List.of("true", "false")) {
                store.insert(JobRow.accepted(owned, "transcribe", null, "talk", true, "{\"path\":\"/" + owned + "\",\"owned\":" + owned + "}",
                        TranscriptionStatus.accepted("m", "de"), Instant.ofEpochMilli(1000)), CLAIM);
            }
            store.save(store.find("true").orElseThrow().ended(JobState.FAILED, Instant.ofEpochMilli(2000), null));
        }
        try (Connection old = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("jobs.db")); Statement sql = old.createStatement()) {
            for (String step : List.of("DROP TABLE job_owner", "ALTER TABLE job DROP COLUMN ordered", "DROP INDEX job_children",
                    "DROP INDEX job_upload", "ALTER TABLE job DROP COLUMN upload", "DROP INDEX job_parent",
                    "CREATE INDEX job_parent ON job (parent, created)", "PRAGMA user_version = 2")) {
                sql.execute(step);
            }
        }
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            assertEquals(List.of("/true"), store.uploads());
            assertEquals(JobState.FAILED, store.find("true").orElseThrow().state());
            assertEquals(null, store.find("false").orElseThrow().upload());
        }
    }

    @Test
    void uploadsMoveWithTheirDataDirectory() throws IOException {
        Path before = data.resolve("before");
        Path upload = Files.createDirectories(before.resolve("uploads")).resolve("1");
        Files.writeString(upload, "what somebody said");
        try (JobStore store = JobDatabase.open(before, Clock.systemUTC())) {
            store.insert(JobRow.accepted("a", "transcribe", null, "talk", true, Json.write(new TranscribeSpec(upload.toString(), true, "m", "de", false,
                    null, null, null, null, null, false, false, null, false)), TranscriptionStatus.accepted("m", "de"), Instant.ofEpochMilli(1000))
                            .withUpload(upload.toString()), CLAIM);
        }
        Path after = Files.move(before, data.resolve("after"));
        try (JobStore store = JobDatabase.open(after, Clock.systemUTC())) {
            KeptUploads.sweep(after.resolve("uploads"), store);
            JobRow row = store.find("a").orElseThrow();
            assertEquals(after.resolve("uploads/1").toString(), row.upload());
            assertEquals(row.upload(), TranscribeSpec.of(row).path());
            assertEquals("what somebody said", Files.readString(Path.of(row.upload())));
        }
    }

    @Test
    void uploadsOfWhatFailedMakeRoomTheOldestFirst() throws IOException {
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            for (int i = 0; i < 4; i++) {
                String upload = Files.writeString(data.resolve("upload" + i), "audio").toString();
                JobRow row = JobRow.accepted("j" + i, "transcribe", null, "talk", true, "{}", TranscriptionStatus.accepted("m", "de"),
                        Instant.ofEpochMilli(1000)).withUpload(upload);
                store.insert(row, CLAIM);
                store.save(i == 1 ? row : row.ended(i == 0 ? JobState.COMPLETED : JobState.FAILED, Instant.ofEpochMilli(9000 - i), null));
            }
            store.insert(JobRow.accepted("again", "transcribe", null, "talk", true, "{}", TranscriptionStatus.accepted("m", "de"), Instant.ofEpochMilli(1000))
                    .withUpload(data.resolve("upload3").toString()), CLAIM);
            long[] free = {998_000_000};

            KeptUploads.freeSpace(store, () -> free[0] += 1_000_000);

            assertEquals(List.of("upload0", "upload1", "upload2", "upload3"), left(), "there is room after the first, which another job holds on to");
            assertEquals(null, store.find("j3").orElseThrow().upload());
            KeptUploads.freeSpace(store, () -> 0);
            assertEquals(List.of("upload0", "upload1", "upload3"), left(), "what is done or goes on keeps its own");
        }
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("upload")).sorted().toList();
        }
    }
}
