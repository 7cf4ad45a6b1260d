package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.downloads.DownloadMessages;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.JobMessages.SubmitDownload;
import dev.earshot.jobs.JobMessages.SubmitFolder;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.ModelSource;
import dev.earshot.speech.Priority;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Jobs that are tried again. */
class RetryTest extends JobRig {

    private Future<Job> retry(String id) {
        return bus.request(JobMessages.RETRY, new ById(id));
    }

    private void cancel(String id) {
        await(bus.request(JobMessages.CANCEL, new ById(id)));
    }

    @Test
    void whatFailedIsDoneAgainAsANewJob() throws IOException {
        lease = Future.failedFuture(new Fault(Fault.Code.NOT_ENOUGH_MEMORY, "not now"));
        Job failed = ended(await(submit("2.wav", Priority.INTERACTIVE, false)).id());
        assertEquals(JobState.FAILED, failed.state());
        lease = Future.succeededFuture(new ModelMessages.ModelLease("lease", "m", null, null, 60_000));

        Job again = await(retry(failed.id()));

        assertNotEquals(failed.id(), again.id());
        assertEquals(failed.kind(), again.kind());
        assertEquals(failed.name(), again.name());
        assertEquals("w0 w1", ended(again.id()).text());
        assertEquals(JobState.FAILED, get(failed.id()).state(), "the old one stays what it was");

        Files.delete(data.resolve("2.wav"));
        Fault gone = fault(retry(failed.id()));
        assertEquals(Fault.Code.FILE_NOT_FOUND, gone.code());
        assertTrue(gone.getMessage().contains("2.wav"), gone.getMessage());
    }

    @Test
    void whatGoesOnOrIsDoneIsNotDoneAgain() {
        Job done = ended(submitted("1.wav").id());
        byItself = false;
        Job running = submitted("1.wav");
        window();
        for (Job job : new Job[] {done, running}) {
            Fault fault = fault(retry(job.id()));
            assertEquals(Fault.Code.BAD_REQUEST, fault.code());
            assertTrue(fault.getMessage().contains("only one that failed or was cancelled"), fault.getMessage());
        }
        assertEquals(Fault.Code.JOB_NOT_FOUND, fault(retry("x")).code());
        cancel(running.id());
        redeploy(Map.of("jobs.queue_limit", 1, "jobs.active", 1));
        submitted("1.wav");
        window();
        assertEquals(Fault.Code.QUEUE_FULL, fault(retry(running.id())).code());
    }

    @Test
    void anUploadThatIsGoneIsWantedAgain() {
        redeploy(Map.of("jobs.queue_limit", 10, "jobs.active", 1, "jobs.keep_failed_hours", 0));
        Job failed = ended(await(submit("bad.wav", null, true)).id());
        assertFalse(failed.canRetry());
        Fault gone = fault(retry(failed.id()));
        assertEquals(Fault.Code.FILE_NOT_FOUND, gone.code());
        assertTrue(gone.getMessage().contains("upload it again"), gone.getMessage());
    }

    @Test
    void anUploadThatIsKeptStaysForTheNewJobWhenTheOldOneIsForgotten() {
        Map<String, ?> keeping = Map.of("jobs.queue_limit", 10, "jobs.active", 1, "jobs.keep_uploads", true);
        redeploy(keeping);
        byItself = false;
        Job old = await(submit("2.wav", null, true));
        window();
        cancel(old.id());
        Job again = await(retry(old.id()));
        await(bus.request(JobMessages.PAUSE, new ById(again.id())));
        Path upload = data.resolve("uploads/2.wav");

        clock.addAndGet(Duration.ofHours(169).toMillis());
        redeploy(keeping);

        assertEquals(Fault.Code.JOB_NOT_FOUND, fault(bus.request(JobMessages.GET, new ById(old.id()))).code());
        assertTrue(Files.exists(upload));
        byItself = true;
        await(bus.request(JobMessages.RESUME, new ById(again.id())));
        assertEquals("w0 w1", ended(again.id()).text());
        clock.addAndGet(Duration.ofHours(169).toMillis());
        redeploy(keeping);
        assertFalse(Files.exists(upload));
    }

    @Test
    void whatFailedKeepsItsUploadForATimeAndWhatIsDoneDoesNot() {
        Path upload = data.resolve("uploads/bad.wav");
        Job failed = ended(await(submit("bad.wav", null, true)).id());
        assertTrue(failed.canRetry());
        assertTrue(failed.hasAudio());
        assertEquals(new JobMessages.JobAudio(upload.toString(), "bad.wav", 5), await(bus.request(JobMessages.AUDIO, new ById(failed.id()))));

        clock.addAndGet(Duration.ofHours(71).toMillis());
        redeploy();
        assertTrue(Files.exists(upload), "a restart removes nothing that is kept");
        clock.addAndGet(Duration.ofHours(2).toMillis());
        redeploy();

        Job later = get(failed.id());
        assertFalse(Files.exists(upload));
        assertFalse(later.canRetry());
        assertFalse(later.hasAudio());
        assertEquals(Fault.Code.FILE_NOT_FOUND, fault(bus.request(JobMessages.AUDIO, new ById(failed.id()))).code());
    }

    @Test
    void whatIsNoAudioGoesAtOnceWhereItsSenderWaitedAndWhatFailedOtherwiseDoesNot() throws IOException {
        Job failed = ended(await(submitExpendable("bad.wav")).id());
        assertEquals(Fault.Code.BAD_AUDIO.text(), failed.error().code());
        assertFalse(failed.canRetry());
        assertFalse(failed.hasAudio());
        assertFalse(Files.exists(data.resolve("uploads/bad.wav")));

        lease = Future.failedFuture(new Fault(Fault.Code.MODEL_TOO_LARGE, "not here"));
        Job later = ended(await(submitExpendable("2.wav")).id());
        assertEquals(Fault.Code.MODEL_TOO_LARGE.text(), later.error().code());
        assertTrue(later.canRetry());
        assertTrue(Files.exists(data.resolve("uploads/2.wav")));
    }

    private Future<Job> submitExpendable(String name) throws IOException {
        Path file = Config.defaults().with(Map.of("data", data)).uploads().resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "sound");
        return bus.request(JobMessages.SUBMIT,
                new JobMessages.SubmitTranscription(file.toString(), null, true, null, null, null, false, null, null, null, null, true, null));
    }

    @Test
    void anUploadThatTwoJobsHoldOnToGoesWithTheSecond() {
        byItself = false;
        Job old = await(submit("2.wav", null, true));
        window();
        cancel(old.id());
        Path upload = data.resolve("uploads/2.wav");
        byItself = true;
        Job again = ended(await(retry(old.id())).id());
        assertEquals("w0 w1", again.text());
        assertFalse(again.hasAudio());
        assertTrue(get(old.id()).canRetry());
        assertTrue(Files.exists(upload), "the first may be retried");
        assertEquals("w0 w1", ended(await(retry(old.id())).id()).text());

        await(bus.request(JobMessages.FORGET, new ById(old.id())));

        assertFalse(Files.exists(upload));
        assertEquals(Fault.Code.JOB_NOT_FOUND, fault(bus.request(JobMessages.GET, new ById(old.id()))).code());
    }

    @Test
    void aCancelIsTakenBackAndWhatWasDoneStaysDone() {
        byItself = false;
        Job job = await(submit("3.wav", null, true));
        finishWindow();
        window();
        cancel(job.id());
        Job cancelled = get(job.id());
        assertEquals(JobState.CANCELLED, cancelled.state());
        assertTrue(cancelled.canResume());
        byItself = true;
        log.clear();

        await(bus.request(JobMessages.RESUME, new ById(job.id())));

        Job done = ended(job.id());
        assertEquals("w0 w1 w2", done.text());
        assertEquals(List.of("window 1 auto/de", "window 2 auto/de"), log.stream().filter(line -> line.startsWith("window")).toList());
        assertFalse(done.canResume());
        assertFalse(Files.exists(data.resolve("uploads/3.wav")));
        assertEquals(Fault.Code.BAD_REQUEST, fault(bus.request(JobMessages.RESUME, new ById(job.id()))).code());
    }

    @Test
    void whatIsCancelledAndWhoseFileIsGoneCannotBeTakenBack() throws IOException {
        byItself = false;
        Job job = submitted("3.wav");
        window();
        cancel(job.id());
        Files.delete(data.resolve("3.wav"));
        assertFalse(get(job.id()).canResume());
        assertEquals(Fault.Code.FILE_NOT_FOUND, fault(bus.request(JobMessages.RESUME, new ById(job.id()))).code());
    }

    @Test
    void onlyWhatHasEndedIsForgottenAndWhatOthersNeedStays() {
        List<String> forgotten = new CopyOnWriteArrayList<>();
        bus.subscribe(JobMessages.FORGOTTEN, job -> forgotten.add(job.id()));
        source = new ModelSource("https://example/m", data.resolve("ggml-m.bin").toString(), 100, "00");
        Job job = submitted("1.wav");
        Promise<DownloadMessages.Fetched> fetch = fetch();
        assertEquals(Fault.Code.BAD_REQUEST, fault(bus.request(JobMessages.FORGET, new ById(job.id()))).code());
        String download = get(job.id()).waitingFor();
        cancel(job.id());

        await(bus.request(JobMessages.FORGET, new ById(job.id())));

        assertEquals(List.of(download), await(bus.request(JobMessages.LIST, new ListJobs(null, null))).jobs().stream().map(Job::id).toList(),
                "the download goes on, and can be found");
        source = null;
        fetch.complete(new DownloadMessages.Fetched(100, false));
        assertEquals(JobState.COMPLETED, ended(download).state());
        assertEquals(List.of(job.id()), forgotten);
        assertEquals(Fault.Code.JOB_NOT_FOUND, fault(bus.request(JobMessages.FORGET, new ById(job.id()))).code());
    }

    @Test
    void aFolderIsDoneAgainAndItsFilesByThemselves() throws IOException {
        redeploy(Map.of("jobs.queue_limit", 10, "jobs.active", 1, "jobs.roots", data.toString()));
        Path folder = Files.createDirectories(data.resolve("talks"));
        Files.writeString(folder.resolve("1.wav"), "audio");
        byItself = false;
        Job old = await(bus.request(JobMessages.SUBMIT_FOLDER, new SubmitFolder(folder.toString(), null, null, null, null, null, false, null)));
        window();
        cancel(old.id());
        Job child = await(bus.request(JobMessages.LIST, new ListJobs(null, old.id()))).jobs().get(0);
        assertEquals(JobState.CANCELLED, child.state());
        byItself = true;

        assertFalse(child.canResume(), "its folder has counted it");
        Job alone = await(retry(child.id()));
        assertNull(alone.parent());
        assertEquals(JobState.COMPLETED, ended(alone.id()).state());
        assertTrue(Files.exists(folder.resolve("1.txt")), "it writes where the first was to");
        Job again = ended(await(retry(old.id())).id());
        assertEquals("folder", again.kind());
        assertEquals(1, again.folder().current());

        await(bus.request(JobMessages.FORGET, new ById(old.id())));
        assertEquals(Fault.Code.JOB_NOT_FOUND, fault(bus.request(JobMessages.GET, new ById(child.id()))).code(), "its parts go with it");
        old = await(bus.request(JobMessages.SUBMIT_FOLDER, new SubmitFolder(folder.toString(), null, null, null, null, null, false, null)));
        cancel(ended(old.id()).id());
        Files.delete(folder.resolve("1.txt"));
        byItself = false;
        old = await(bus.request(JobMessages.SUBMIT_FOLDER, new SubmitFolder(folder.toString(), null, null, null, null, null, false, null)));
        window();
        cancel(old.id());
        byItself = true;
        await(bus.request(JobMessages.RESUME, new ById(old.id())));
        Job resumed = ended(old.id());
        assertEquals(1, resumed.folder().done(), "its parts go on with it");
        assertEquals(0, resumed.folder().failed());

        byItself = false;
        Files.delete(folder.resolve("1.txt"));
        old = await(bus.request(JobMessages.SUBMIT_FOLDER, new SubmitFolder(folder.toString(), null, null, null, null, null, false, null)));
        window();
        cancel(old.id());
        String cancelled = old.id();
        redeploy();
        assertEquals(Fault.Code.FORBIDDEN, fault(retry(cancelled)).code());
    }

    @Test
    void aDownloadIsBegunAgainOrJoined() {
        source = new ModelSource("https://example/m", data.resolve("ggml-m.bin").toString(), 100, "00");
        Job old = await(bus.request(JobMessages.SUBMIT_DOWNLOAD, new SubmitDownload("m"))).job();
        fetch().fail(new Fault(Fault.Code.DOWNLOAD_FAILED, "the line is dead"));
        assertEquals(JobState.FAILED, ended(old.id()).state());

        Job again = await(retry(old.id()));
        assertEquals(again.id(), await(retry(old.id())).id());
        source = null;
        fetch().complete(new DownloadMessages.Fetched(100, false));
        assertEquals(JobState.COMPLETED, ended(again.id()).state());
        assertTrue(fault(retry(old.id())).getMessage().contains("installed already"));
    }
}
