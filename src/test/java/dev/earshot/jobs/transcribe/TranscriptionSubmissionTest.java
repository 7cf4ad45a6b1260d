package dev.earshot.jobs.transcribe;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.jobs.JobMessages.SubmitTranscription;
import dev.earshot.jobs.queue.NewJob;
import dev.earshot.models.ModelMessages.ResolvedModel;
import dev.earshot.speech.Priority;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which transcriptions are taken on, and as what job. */
class TranscriptionSubmissionTest {

    @TempDir
    Path folder;

    private Path uploads;
    private Path file;

    @BeforeEach
    void files() throws IOException {
        uploads = Files.createDirectories(folder.resolve("uploads"));
        file = Files.writeString(folder.resolve("talk.mp3"), "x");
    }

    private static SubmitTranscription request(String path, boolean owned, Priority priority, String prompt, Double temperature) {
        return new SubmitTranscription(path, null, owned, priority, "base", "de", false, prompt, temperature, null);
    }

    private SubmitTranscription file(Priority priority, String prompt, Double temperature) {
        return request(file.toString(), false, priority, prompt, temperature);
    }

    private Fault refused(SubmitTranscription request) {
        return assertThrows(Fault.class, () -> TranscriptionSubmission.check(request, uploads));
    }

    private void assertBadRequest(String message, SubmitTranscription request) {
        Fault fault = refused(request);
        assertEquals(Fault.Code.BAD_REQUEST, fault.code());
        assertEquals(message, fault.getMessage());
    }

    private void assertTaken(SubmitTranscription request) {
        assertDoesNotThrow(() -> TranscriptionSubmission.check(request, uploads));
    }

    @Test
    void aFileOnThisMachineIsTaken() {
        assertTaken(file(null, null, null));
        assertTaken(file(Priority.INTERACTIVE, "a".repeat(4000), 0.0));
        assertTaken(file(Priority.BATCH, "", 1.0));
    }

    @Test
    void whatIsOutOfBoundsIsNamed() {
        assertBadRequest("'temperature' must be from 0 to 1, not 1.01.", file(null, null, 1.01));
        assertBadRequest("'temperature' must be from 0 to 1, not -0.01.", file(null, null, -0.01));
        assertBadRequest("'temperature' must be from 0 to 1, not NaN.", file(null, null, Double.NaN));
        assertBadRequest("'prompt' must be text of at most 4000 characters.", file(null, "a".repeat(4001), null));
        assertBadRequest("'prompt' must be text of at most 4000 characters.", file(null, "a\0b", null));
    }

    @Test
    void aFileMustBeNamedAndThere() {
        assertBadRequest("'path' must name a file on the machine of the service.", request(null, false, null, null, null));
        assertBadRequest("'path' must name a file on the machine of the service.", request(" ", false, null, null, null));
        assertTrue(refused(request("a\0b", false, null, null, null)).getMessage().startsWith("'path' is not a valid path: "));

        Fault missing = refused(request("/no/such.mp3", false, null, null, null));
        assertEquals(Fault.Code.FILE_NOT_FOUND, missing.code());
        assertEquals("There is no such file: /no/such.mp3.", missing.getMessage());

        Fault directory = refused(request(folder.toString(), false, null, null, null));
        assertEquals(Fault.Code.FILE_NOT_FOUND, directory.code());
        assertTrue(directory.getMessage().startsWith("It is a folder"), directory.getMessage());
    }

    /** A job removes the file that it owns. */
    @Test
    void onlyUploadsMayBeOwned() throws IOException {
        Path upload = Files.writeString(uploads.resolve("1"), "x");

        assertTaken(request(upload.toString(), true, null, null, null));
        assertTaken(request(uploads + "/../uploads/1", true, null, null, null));
        assertEquals(Fault.Code.BAD_REQUEST, refused(request(file.toString(), true, null, null, null)).code());
        assertEquals(Fault.Code.BAD_REQUEST, refused(request(uploads + "/../talk.mp3", true, null, null, null)).code(), "it only looks like an upload");
    }

    @Test
    void theJobDoesWhatWasResolvedWithTheFile() {
        SubmitTranscription request = new SubmitTranscription(folder + "/uploads/../talk.mp3", null, false, null, "whisper-1", "German", false, "Names", 0.5,
                "5m");

        NewJob job = TranscriptionSubmission.job(request, new ResolvedModel("base", "de"));

        assertEquals("transcribe", job.kind());
        assertEquals("talk.mp3", job.name());
        assertNull(job.parent());
        assertNull(job.upload(), "the file is somebody's own");
        assertFalse(job.awaited(), "whoever is told its id may go");
        assertTrue(job.interactive(), "somebody waits unless told otherwise");
        assertEquals(new TranscribeSpec(file.toString(), false, "base", "de", false, "Names", 0.5, "5m", null, null, false, false, null, false),
                Json.read(job.spec(), TranscribeSpec.class));
        assertEquals(new TranscriptionStatus("base", "de", null), TranscriptionStatus.of(job.status()));
        assertEquals(0.0, job.status().position());
    }

    @Test
    void anUploadIsHeldOnToUnderTheNameThatItsSenderGave() {
        Path upload = uploads.resolve("1");
        SubmitTranscription request = new SubmitTranscription(upload.toString(), "my\ntalk.wav", true, Priority.BATCH, null, null, true, null, null, null,
                true, true, true);

        NewJob job = TranscriptionSubmission.job(request, new ResolvedModel("base", "auto"));

        assertEquals("translate", job.kind());
        assertEquals("mytalk.wav", job.name());
        assertEquals(upload.toString(), job.upload());
        assertFalse(job.interactive());
        assertEquals(new TranscribeSpec(upload.toString(), true, "base", "auto", true, null, null, null, null, null, true, true, null, true),
                Json.read(job.spec(), TranscribeSpec.class));
        assertTrue(job.awaited(), "its sender has the file and waits");
        assertEquals("1", TranscriptionSubmission.job(new SubmitTranscription(upload.toString(), " ", true, null, null, null, true, null, null, null),
                new ResolvedModel("base", "auto")).name(), "a blank name is none");
    }
}
