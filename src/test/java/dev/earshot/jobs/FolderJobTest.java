package dev.earshot.jobs;

import dev.earshot.audio.AudioMessages.OpenAudio;
import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobDetailMessages.FolderDetails;
import dev.earshot.jobs.JobDetailMessages.FolderPhase;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.JobMessages.SubmitFolder;
import dev.earshot.models.ModelMessages.ModelSource;
import dev.earshot.speech.Priority;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Folders, with real files; a file "N.x" has N windows and one named "bad" is no audio. */
class FolderJobTest extends JobRig {

    @TempDir
    Path root;

    private Path folder;

    @BeforeEach
    void allow() throws IOException {
        folder = Files.createDirectories(root.resolve("talks"));
        redeploy(Map.of("jobs.roots", root.toString()));
    }

    private Path media(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "audio");
        // Well before the transcript that will be written.
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
        return file;
    }

    private Future<Job> submit(Path path, Path output, String format) {
        return bus.request(JobMessages.SUBMIT_FOLDER, new SubmitFolder(path.toString(), output == null ? null : output.toString(), format, null,
                null, null, false, null));
    }

    private FolderDetails done(Path output, String format) {
        Job job = ended(await(submit(folder, output, format)).id());
        assertEquals(JobState.COMPLETED, job.state(), job.toString());
        return job.folder();
    }

    private List<Job> children(String parent) {
        return await(bus.request(JobMessages.LIST, new ListJobs(null, parent))).jobs();
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file);
    }

    @Test
    void everyMediaFileGetsItsTranscriptBesideIt() throws IOException {
        media("1.mp3");
        media("deep/er/2.wav");
        media("notes.txt");
        media(".hidden/3.wav");

        FolderDetails folder = done(null, null);

        assertEquals(new FolderDetails(FolderPhase.TRANSCRIPTION, 2, 2, 0, 0, 0, 0), folder);
        assertEquals("w0\n", text(this.folder.resolve("1.txt")));
        assertEquals("w0 w1\n", text(this.folder.resolve("deep/er/2.txt")));
        try (Stream<Path> all = Files.walk(this.folder)) {
            assertFalse(all.anyMatch(file -> file.toString().endsWith(".part")));
        }
    }

    @Test
    void theWishForWordsReachesEveryFile() throws IOException {
        media("1.mp3");

        ended(await(bus.request(JobMessages.SUBMIT_FOLDER,
                new SubmitFolder(folder.toString(), null, "verbose_json", null, null, null, false, null, true, null, null, null, null))).id());

        assertEquals(new JsonArray("[{\"word\":\"w0\",\"start\":1.0,\"end\":2.5,\"probability\":0.75}]"),
                new JsonObject(text(folder.resolve("1.json"))).getJsonArray("words"));
    }

    @Test
    void theLayoutOfSubtitlesReachesEveryFile() throws IOException {
        media("1.mp3");
        media("deep/2.wav");

        ended(await(bus.request(JobMessages.SUBMIT_FOLDER,
                new SubmitFolder(folder.toString(), null, "vtt", null, null, null, false, null, null, null, 1, true, null))).id());

        assertTrue(text(folder.resolve("1.vtt")).contains("\n<u>w0</u>\n"), text(folder.resolve("1.vtt")));
        assertTrue(text(folder.resolve("deep/2.vtt")).contains("<u>w0</u>"), text(folder.resolve("deep/2.vtt")));
    }

    @Test
    void anOutputFolderGetsTheSameSubfoldersInAnyFormat() throws IOException {
        media("1.mp3");
        media("deep/1.mkv");
        Path output = root.resolve("out/srt");

        done(output, "srt");

        assertTrue(text(output.resolve("1.srt")).startsWith("1\n00:00:00,000"));
        assertTrue(Files.exists(output.resolve("deep/1.srt")));
        assertFalse(Files.exists(folder.resolve("1.srt")));
    }

    @Test
    void twoFilesOfOneNameDoNotOverwriteEachOther() throws IOException {
        media("1.mp3");
        media("1.wav");

        done(null, "json");

        assertTrue(Files.exists(folder.resolve("1.mp3.json")) && Files.exists(folder.resolve("1.wav.json")));
    }

    @Test
    void filesThatFailDoNotStopTheRest() throws IOException {
        media("1.wav");
        media("bad.wav");
        media("2.wav");
        Job job = ended(await(submit(folder, null, null)).id());

        assertEquals(JobState.COMPLETED, job.state());
        assertEquals(new FolderDetails(FolderPhase.TRANSCRIPTION, 3, 2, 1, 0, 0, 0), job.folder());
        List<Job> failed = children(job.id()).stream().filter(child -> child.state() == JobState.FAILED).toList();
        assertEquals(List.of("bad.wav"), failed.stream().map(Job::name).toList());
        assertEquals("bad-audio", failed.get(0).error().code());
        assertFalse(Files.exists(folder.resolve("bad.txt")));
    }

    @Test
    void runAgainItDoesWhatIsNewOrChanged() throws IOException {
        media("1.wav");
        Path changed = media("2.wav");
        assertEquals(2, done(null, null).done());
        media("3.wav");
        Files.setLastModifiedTime(changed, FileTime.from(Instant.now().plusSeconds(60)));
        log.clear();

        FolderDetails again = done(null, null);

        assertEquals(new FolderDetails(FolderPhase.TRANSCRIPTION, 3, 2, 0, 1, 0, 0), again);
        assertEquals(5, log.stream().filter(line -> line.startsWith("window")).count(), "the windows of two files");
    }

    @Test
    void aFileOfSomebodysOwnIsNeverOverwritten() throws IOException {
        media("1.wav");
        Path notes = Files.writeString(folder.resolve("1.txt"), "my notes");
        Files.setLastModifiedTime(notes, FileTime.from(Instant.now().minusSeconds(3600)));

        assertEquals(1, done(null, null).done());

        assertEquals("my notes", text(notes));
        assertEquals("w0\n", text(folder.resolve("1.wav.txt")));
        assertEquals(1, done(null, null).current());
    }

    @Test
    void aFolderThatIsGoneFailsTheJobInsteadOfCompletingIt() throws IOException {
        byItself = false;
        media("1.wav");
        Job job = await(submit(folder, null, null));
        window();
        await(bus.request(JobMessages.PAUSE, new ById(job.id())));
        Files.move(folder, root.resolve("elsewhere"));

        await(bus.request(JobMessages.RESUME, new ById(job.id())));

        Job failed = ended(job.id());
        assertEquals(JobState.FAILED, failed.state());
        assertEquals("file-not-found", failed.error().code());
        children(job.id()).forEach(child -> assertEquals(JobState.CANCELLED, child.state(), "what is part of it ends with it"));
        assertEquals(1, children(job.id()).size());
    }

    @Test
    void aFolderWhoseModelsDownloadIsCancelledIsPausedAsAWhole() throws IOException {
        media("1.wav");
        media("2.wav");
        source = new ModelSource("https://example/m", root.resolve("ggml-m.bin").toString(), 100, "00");
        Job job = await(submit(folder, null, null));
        fetch();
        assertEquals(2, children(job.id()).size());
        children(job.id()).forEach(child -> reach(child.id(), JobState.WAITING));

        await(bus.request(JobMessages.CANCEL, new ById(children(job.id()).get(0).waitingFor())));

        Job paused = reach(job.id(), JobState.PAUSED);
        assertTrue(paused.notice().contains("cancelled"), paused.notice());
        children(job.id()).forEach(child -> assertEquals(JobState.PAUSED, child.state()));
        source = null;
        await(bus.request(JobMessages.RESUME, new ById(job.id())));
        Job done = ended(job.id());
        assertEquals(2, done.folder().done());
        assertEquals(null, done.notice());
    }

    @Test
    void linksToFoldersAreFollowedWithinTheRootsAndEachFolderIsLookedThroughOnce(@TempDir Path elsewhere) throws IOException {
        media("1.wav");
        Path other = Files.createDirectories(root.resolve("other/deep"));
        Files.writeString(other.resolve("2.wav"), "audio");
        Files.createSymbolicLink(folder.resolve("link"), root.resolve("other"));
        Files.createSymbolicLink(folder.resolve("again"), root.resolve("other/deep"));
        Files.createSymbolicLink(folder.resolve("loop"), folder);
        Files.createSymbolicLink(other.resolve("back"), root);
        Files.createSymbolicLink(folder.resolve("itself"), folder.resolve("itself"));
        Files.createSymbolicLink(folder.resolve("out"), elsewhere);
        Path output = root.resolve("transcripts");

        Job job = ended(await(submit(folder, output, null)).id());

        assertEquals(2, job.folder().done(), job.toString());
        assertEquals(2, job.folder().files());
        assertEquals(1, job.folder().refused());
        assertEquals("w0\n", text(output.resolve("1.txt")));
        try (Stream<Path> written = Files.walk(output)) {
            assertEquals(1, written.filter(file -> file.endsWith("2.txt")).count());
        }
    }

    @Test
    void namesThatAreTooLongForTheirTranscriptAreShortenedAlwaysAlike() throws IOException {
        String stem = "1" + "ü".repeat(125);
        media(stem + ".wav");
        media(stem + ".mp3");
        media("1" + "x".repeat(243) + ".mp3");

        assertEquals(3, done(null, null).done());
        assertEquals(3, done(null, null).current());
    }

    @Test
    void whatFailedIsSaidOfTheWholeAndNamesThatAreNoTextAreSaid() throws Exception {
        media("1.wav");
        media("bad.wav");
        assumeTrue(new ProcessBuilder("/bin/sh", "-c", "cd '" + folder + "' && : > \"$(printf '2\\377.wav')\"").start().waitFor() == 0);

        Job job = ended(await(submit(folder, null, null)).id());

        assertEquals(JobState.COMPLETED, job.state());
        assertEquals("2 of 3 files failed.", job.notice());
        assertTrue(job.log().stream().anyMatch(line -> line.message().contains("rename the file")), job.log().toString());
    }

    @Test
    void aLinkThatAppearsInTheOutputLeadsNobodyOut(@TempDir Path elsewhere) throws IOException {
        media("sub/1.wav");
        Path output = Files.createDirectories(root.resolve("out"));
        Files.createSymbolicLink(output.resolve("sub"), elsewhere);

        Job job = ended(await(submit(folder, output, null)).id());

        assertEquals(1, job.folder().failed());
        assertEquals("forbidden", children(job.id()).get(0).error().code());
        try (Stream<Path> left = Files.list(elsewhere)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void cancellingAFolderBeginsNothingNewAndEndsItOnce() throws IOException {
        for (int i = 0; i < 40; i++) {
            media("f" + i + "/1.wav");
        }
        List<JobState> states = new CopyOnWriteArrayList<>();
        byItself = false;
        Job job = await(submit(folder, null, null));
        bus.subscribe(JobMessages.CHANGED, changed -> {
            if (changed.id().equals(job.id()) && changed.state().ended()) {
                states.add(changed.state());
            }
        });
        window();

        await(bus.request(JobMessages.CANCEL, new ById(job.id())));

        List<Job> children = await(bus.request(JobMessages.LIST, new ListJobs(1000, job.id()))).jobs();
        assertTrue(children.size() <= 8, children.size() + " children were begun");
        children.forEach(child -> assertEquals(JobState.CANCELLED, child.state()));
        assertEquals(JobState.CANCELLED, ended(job.id()).state());
        // An answer of the module's comes after all that it published before.
        reach(job.id(), JobState.CANCELLED);
        assertEquals(List.of(JobState.CANCELLED), states);
    }

    @Test
    void onlyTheRootsMayBeReadAndWritten(@TempDir Path elsewhere) throws IOException {
        media("1.wav");
        Files.writeString(elsewhere.resolve("2.wav"), "audio");
        Files.createSymbolicLink(folder.resolve("link.wav"), elsewhere.resolve("2.wav"));
        Files.createSymbolicLink(folder.resolve("inside.wav"), folder.resolve("1.wav"));
        Files.createSymbolicLink(folder.resolve("away"), elsewhere);

        assertEquals(Fault.Code.FORBIDDEN, fault(submit(elsewhere, null, null)).code());
        assertEquals(Fault.Code.FORBIDDEN, fault(submit(folder.resolve("away"), null, null)).code());
        assertEquals(Fault.Code.FORBIDDEN, fault(submit(folder, elsewhere.resolve("out"), null)).code());
        assertEquals(Fault.Code.FORBIDDEN, fault(submit(folder, folder.resolve("away/out"), null)).code());
        assertEquals(Fault.Code.FORBIDDEN, fault(submit(folder, root.resolve("x/../../.."), null)).code());
        assertEquals(Fault.Code.FILE_NOT_FOUND, fault(submit(folder.resolve("nothing"), null, null)).code());
        assertEquals(Fault.Code.FORBIDDEN, fault(submit(elsewhere.resolve("nothing"), null, null)).code(), "not even whether it exists is told");
        assertEquals(Fault.Code.BAD_REQUEST, fault(submit(folder, null, "docx")).code());

        FolderDetails found = done(root.resolve("out"), null);
        assertEquals(2, found.refused());
        assertEquals(2, found.done(), "the file, and the link to it");

        redeploy();
        assertTrue(fault(submit(folder, null, null)).getMessage().contains("jobs.roots"));
    }

    /** By then a file may have become a link. */
    @Test
    void whatIsOpenedMustLieWithinTheRootsToo() throws IOException {
        media("1.wav");

        done(null, null);
        ended(submitted("2.wav").id());

        assertEquals(List.of("1.wav", "1.wav", "2.wav"), opened.stream().map(open -> Path.of(open.path()).getFileName().toString()).toList());
        assertEquals(Arrays.asList(List.of(root.toString()), List.of(root.toString()), null), opened.stream().map(OpenAudio::roots).toList());
        assertEquals(List.of(Priority.BATCH, Priority.BATCH, Priority.INTERACTIVE), opened.stream().map(OpenAudio::priority).toList());
    }

    @Test
    void pausingHaltsTheChildrenTooAndCancellingEndsThem() throws IOException {
        for (int i = 0; i < 20; i++) {
            media("f" + i + "/1.wav");
        }
        byItself = false;
        Job job = await(submit(folder, null, null));
        Promise<?> first = window();

        await(bus.request(JobMessages.PAUSE, new ById(job.id())));
        assertEquals(Fault.Code.CANCELLED, fault(first.future()).code());
        children(job.id()).forEach(child -> assertEquals(JobState.PAUSED, child.state()));

        byItself = true;
        await(bus.request(JobMessages.RESUME, new ById(job.id())));
        assertEquals(20, ended(job.id()).folder().done());

        media("21.wav");
        byItself = false;
        engine.clear();
        Job second = await(submit(folder, null, null));
        window();
        await(bus.request(JobMessages.CANCEL, new ById(second.id())));
        assertEquals(List.of(JobState.CANCELLED), children(second.id()).stream().map(Job::state).toList());
        assertEquals(JobState.CANCELLED, get(second.id()).state());
        awaitNoSessions();
    }

    @Test
    void aFolderThatWasStoppedGoesOnWhereItWasAndDoesNothingTwice() throws IOException {
        for (int i = 0; i < 30; i++) {
            media("f" + i + "/1.wav");
        }
        media("f3/bad.wav");
        byItself = false;
        Job job = await(submit(folder, null, null));
        for (int i = 0; i < 10; i++) {
            finishWindow();
        }
        // Whatever runs now is left to the next start.
        byItself = true;
        Future<Void> stopped = vertx.undeploy(deployment);
        running.tryComplete();
        await(stopped);
        deploy(Map.of("jobs.roots", root.toString()));

        Job ended = ended(job.id());

        assertEquals(new FolderDetails(FolderPhase.TRANSCRIPTION, 31, 30, 1, 0, 0, 0), ended.folder());
        assertEquals(31, await(bus.request(JobMessages.LIST, new ListJobs(1000, job.id()))).jobs().size(), "a child for each file, and no more");
    }

    @Test
    void whatBelongsToAPausedFolderIsPausedAlsoAfterAKillBetweenTheTwo() throws IOException, SQLException {
        media("1.wav");
        byItself = false;
        Job job = await(submit(folder, null, null));
        window();
        await(bus.request(JobMessages.PAUSE, new ById(job.id())));
        await(vertx.undeploy(deployment));
        try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("jobs.db")); Statement statement = store.createStatement()) {
            assertEquals(1, statement.executeUpdate("update job set state = 'running' where parent = '" + job.id() + "'"));
        }
        deploy(Map.of("jobs.roots", root.toString()));

        assertEquals(List.of(JobState.PAUSED), children(job.id()).stream().map(Job::state).toList());

        byItself = true;
        await(bus.request(JobMessages.RESUME, new ById(job.id())));
        assertEquals(1, ended(job.id()).folder().done());
    }

    @Test
    void aQueueFullOfChildrenLeavesPlacesForPeople() throws IOException {
        redeploy(Map.of("jobs.queue_limit", 2, "jobs.active", 1, "jobs.roots", root.toString()));
        for (int i = 0; i < 10; i++) {
            media("f" + i + "/1.wav");
        }
        byItself = false;
        Job job = await(submit(folder, null, null));
        Promise<?> first = window();
        Job person = submitted("2.wav");
        first.tryComplete(null);
        byItself = true;
        running.tryComplete();

        assertEquals("w0 w1", ended(person.id()).text());
        assertEquals(10, ended(job.id()).folder().done());
    }
}
