package dev.earshot.jobs.store;

import dev.earshot.bus.Json;
import dev.earshot.jobs.JobDetailMessages.DownloadDetails;
import dev.earshot.jobs.JobMessages.LogLine;
import dev.earshot.jobs.download.DownloadStatus;
import dev.earshot.jobs.transcribe.TranscriptionStatus;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

/** What is of every job and what is of a type's own lie in one JSON object, as in the stores of all versions. */
class JobStatusTest {

    @Test
    void aStatusOfAnEarlierVersionIsRead() {
        JobStatus status = Json.read("""
                {"model":"base","language":"de","position":2.5,"duration":null,"transfer":null,"notice":"slow","timing":{"waited_ms":7},
                 "log":[{"at":"2026-01-01T00:00:00Z","message":"queued"}]}""", JobStatus.class);

        assertEquals(new TranscriptionStatus("base", "de", null), status.details(TranscriptionStatus.class));
        assertEquals(2.5, status.position());
        assertEquals("slow", status.notice());
        assertEquals(7, status.timing().waitedMs());
        assertEquals(List.of(new LogLine(Instant.parse("2026-01-01T00:00:00Z"), "queued")), status.log());
        assertEquals(Map.of("model", "base", "language", "de"), status.details());
    }

    @Test
    void aTypesOwnIsWrittenBesideWhatIsOfEveryJob() {
        DownloadStatus download = new DownloadStatus("base", new DownloadDetails("ab", 3, 10, null, null));

        JobStatus status = JobStatus.of(download).withNotice("slow");

        assertEquals(Map.of("model", "base", "transfer", Map.of("sha256", "ab", "received", 3, "total", 10), "notice", "slow", "log", List.of()),
                Json.read(Json.write(status), Map.class));
        assertEquals(download, DownloadStatus.of(Json.read(Json.write(status), JobStatus.class)));
    }

    @Test
    void whatATypeChangesLeavesTheRest() {
        JobStatus status = TranscriptionStatus.accepted("base", "auto").withPosition(5).withNotice("slow");

        JobStatus changed = status.withDetails(TranscriptionStatus.class, own -> new TranscriptionStatus(own.model(), "de", 60.0));

        assertEquals(new TranscriptionStatus("base", "de", 60.0), TranscriptionStatus.of(changed));
        assertEquals("5.0 slow", changed.position() + " " + changed.notice());
        assertNull(TranscriptionStatus.of(status).duration());
    }
}
