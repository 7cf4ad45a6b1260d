package dev.earshot.jobs.folder;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.files.AllowedFolders;
import dev.earshot.jobs.JobDetailMessages.FolderDetails;
import dev.earshot.jobs.JobDetailMessages.FolderPhase;
import dev.earshot.jobs.JobMessages.SubmitFolder;
import dev.earshot.jobs.queue.NewJob;
import dev.earshot.jobs.store.JobStatus;
import dev.earshot.models.ModelMessages.ResolvedModel;
import dev.earshot.speech.Priority;
import dev.earshot.transcript.SubtitleLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which folders are taken on, as what job, and how far that is. */
class FolderSubmissionTest {

    private static final ResolvedModel RESOLVED = new ResolvedModel("base", "de");

    @TempDir
    Path disk;

    private Path talks;

    @BeforeEach
    void folders() throws IOException {
        disk = disk.toRealPath();
        talks = Files.createDirectories(disk.resolve("allowed/talks"));
    }

    private NewJob job(String path, String output, String format, Priority priority, String prompt, Boolean words) {
        return job(path, output, format, priority, prompt, words, null);
    }

    private NewJob job(String path, String output, String format, Priority priority, String prompt, Boolean words, Boolean logprobs) {
        AllowedFolders allowed = new AllowedFolders(List.of(disk.resolve("allowed")));
        return FolderSubmission.job(new SubmitFolder(path, output, format, priority, "base", "German", false, prompt, words, null, null, null, logprobs),
                RESOLVED, allowed);
    }

    private void assertRefused(Fault.Code code, String message, String path, String output, String format, Priority priority, String prompt) {
        Fault fault = assertThrows(Fault.class, () -> job(path, output, format, priority, prompt, null));
        assertEquals(code, fault.code(), fault.getMessage());
        assertTrue(fault.getMessage().startsWith(message), fault.getMessage());
    }

    private static FolderSpec spec(NewJob job) {
        return Json.read(job.spec(), FolderSpec.class);
    }

    @Test
    void whatIsLeftOutIsTextBesideTheFilesAndNobodyWaits() {
        NewJob job = job(talks.toString(), null, null, null, null, null);

        assertEquals("folder", job.kind());
        assertEquals("talks", job.name());
        assertNull(job.parent());
        assertNull(job.upload());
        assertFalse(job.interactive());
        assertEquals(new FolderSpec(talks.toString(), null, "text", "base", "de", false, null, false, null, false), spec(job));
        assertEquals(spec(job), spec(job(talks.toString(), " ", " ", Priority.BATCH, null, false)), "what is blank is left out");
    }

    @Test
    void whatIsSaidCounts() throws IOException {
        Files.createSymbolicLink(disk.resolve("allowed/link"), talks);

        NewJob job = job(disk.resolve("allowed/link").toString(), disk.resolve("allowed/new/out").toString(), "SRT", Priority.INTERACTIVE, "Names", true);

        assertTrue(job.interactive());
        assertEquals("talks", job.name(), "where the link leads");
        assertEquals(new FolderSpec(talks.toString(), disk.resolve("allowed/new/out").toString(), "SRT", "base", "de", false, "Names", true, null, false),
                spec(job));
    }

    private FolderSpec laidOut(String format, Integer width, Integer count, Boolean highlight) {
        return spec(FolderSubmission.job(new SubmitFolder(talks.toString(), null, format, null, "base", "de", false, null, null, width, count, highlight, null),
                RESOLVED, new AllowedFolders(List.of(disk.resolve("allowed")))));
    }

    @Test
    void subtitlesAreLaidOutAsWished() {
        assertEquals(new SubtitleLayout(20, 2, false), laidOut("srt", 20, null, null).layout());
        assertEquals(new SubtitleLayout(42, 1, true), laidOut("VTT", null, 1, true).layout());
        assertTrue(laidOut("vtt", null, null, true).words(), "only where it is known when they are spoken can they be shown");
        assertNull(laidOut("text", null, null, false).layout());
        for (Executable wrong : List.<Executable>of(() -> laidOut("srt", 9, null, null), () -> laidOut("srt", null, 11, null),
                () -> laidOut("json", 20, null, null), () -> laidOut(null, null, null, true))) {
            assertEquals(Fault.Code.BAD_REQUEST, assertThrows(Fault.class, wrong).code());
        }
    }

    @Test
    void probabilitiesOfTokensGoWithJsonOnly() {
        assertTrue(spec(job(talks.toString(), null, "json", null, null, null, true)).logprobs());
        for (String format : new String[] {null, "verbose_json"}) {
            Fault fault = assertThrows(Fault.class, () -> job(talks.toString(), null, format, null, null, null, true));
            assertEquals(Fault.Code.BAD_REQUEST, fault.code());
            assertTrue(fault.getMessage().startsWith("'logprobs' goes with the format json only"), fault.getMessage());
        }
    }

    @Test
    void whatCannotBeDoneIsRefused() {
        String path = talks.toString();
        assertRefused(Fault.Code.BAD_REQUEST, "'format' must be one of text, json, verbose_json, srt, vtt, not 'doc'.", path, null, "doc", null, null);
        assertRefused(Fault.Code.BAD_REQUEST, "'prompt' must be text", path, null, null, null, "a".repeat(4001));
        assertRefused(Fault.Code.BAD_REQUEST, "'path' must name a folder", null, null, null, null, null);
        assertRefused(Fault.Code.FILE_NOT_FOUND, "There is no such folder", talks + "/none", null, null, null, null);
        assertRefused(Fault.Code.FORBIDDEN, "Folder jobs may not use " + disk, disk.toString(), null, null, null, null);
        assertRefused(Fault.Code.FORBIDDEN, "Folder jobs may not use " + disk, path, disk.resolve("elsewhere").toString(), null, null, null);
    }

    @Test
    void eachStepOfAFolderLeavesWhatTheOthersFound() {
        JobStatus accepted = job(talks.toString(), null, null, null, null, null).status();
        assertEquals(new FolderStatus("base", "de", new FolderDetails(FolderPhase.DISCOVERY, 0, 0, 0, 0, 0, 0)), FolderStatus.of(accepted));

        JobStatus found = FolderStatus.update(accepted, folder -> new FolderDetails(folder.phase(), 9, 0, 0, 2, 1, 0));
        JobStatus measured = FolderStatus.update(found, folder -> FolderStatus.withMoreAudio(FolderStatus.withMoreAudio(folder, 60), 1.5));
        JobStatus begun = FolderStatus.update(measured, folder -> FolderStatus.withPhase(folder, FolderPhase.TRANSCRIPTION));
        JobStatus ended = FolderStatus.update(begun, folder -> FolderStatus.withCounts(folder, 6, 1));

        assertEquals(new FolderStatus("base", "de", new FolderDetails(FolderPhase.TRANSCRIPTION, 9, 6, 1, 2, 1, 61.5)), FolderStatus.of(ended));
    }
}
