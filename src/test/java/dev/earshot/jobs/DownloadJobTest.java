package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.downloads.DownloadMessages;
import dev.earshot.jobs.JobDetailMessages.DownloadProgress;
import dev.earshot.jobs.JobMessages.AwaitJob;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.DownloadAnswer;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.JobMessages.SubmitDownload;
import dev.earshot.models.ModelMessages.ModelSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Downloads, and those who wait for them. */
class DownloadJobTest extends JobRig {

    private static final DownloadMessages.Fetched FETCHED = new DownloadMessages.Fetched(100, false);

    private void missing() {
        source = new ModelSource("https://example/m", data.resolve("ggml-m.bin").toString(), 100, "00");
    }

    /** The download ends well, and the model is there. */
    private void arrive(Promise<DownloadMessages.Fetched> fetch) {
        source = null;
        fetch.complete(FETCHED);
    }

    /** One after the other both take their time. */
    @Test
    void theFileThatSomebodyWaitsForIsOpenedWhileItsModelIsLookedFor() {
        ensuring = firstOpened.future();

        assertEquals("w0", ended(submitted("1.wav").id()).text());
    }

    @Test
    void aFileThatWasOpenedForAModelThatIsNotHereIsClosedAgain() throws InterruptedException {
        missing();
        ensuring = firstOpened.future();
        Job job = submitted("1.wav");
        Promise<DownloadMessages.Fetched> fetch = fetch();
        assertEquals("1.wav#0", closed.take());

        arrive(fetch);

        assertEquals("w0", ended(job.id()).text());
        assertEquals("1.wav#1", closed.take());
    }

    @Test
    void aJobWaitsForItsModelAndGoesOnByItself() {
        missing();
        Job job = submitted("2.wav");
        Promise<DownloadMessages.Fetched> fetch = fetch();
        Job waiting = get(job.id());
        assertEquals(JobState.WAITING, waiting.state());
        Job download = get(waiting.waitingFor());
        assertEquals("download", download.kind());
        assertEquals(job.id(), download.parent());
        assertEquals(JobState.RUNNING, download.state());
        assertEquals(100, download.transfer().total());
        assertEquals(List.of(download.id()), await(bus.request(JobMessages.LIST, new ListJobs(null, job.id()))).jobs().stream().map(Job::id).toList());

        arrive(fetch);

        assertEquals("w0 w1", ended(job.id()).text());
        assertEquals(JobState.COMPLETED, get(download.id()).state());
    }

    @Test
    void fiftyJobsThatNeedOneModelCauseOneDownload() {
        missing();
        List<Future<Job>> jobs = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            jobs.add(submit("1.wav", null, false));
        }
        jobs.forEach(JobRig::await);
        Promise<DownloadMessages.Fetched> fetch = fetch();
        Job another = submitted("3.wav");
        reach(another.id(), JobState.WAITING);

        arrive(fetch);

        jobs.forEach(job -> assertEquals("w0", ended(await(job).id()).text()));
        assertEquals("w0 w1 w2", ended(another.id()).text());
        assertEquals(1, log.stream().filter(line -> line.startsWith("fetch")).count());
    }

    @Test
    void aFailedDownloadFailsWhoWaitsAndTheNextAttemptGoesOn() {
        missing();
        Job job = submitted("1.wav");
        fetch().fail(new Fault(Fault.Code.DOWNLOAD_FAILED, "the line is dead"));

        Job failed = ended(job.id());
        assertEquals(JobState.FAILED, failed.state());
        assertEquals("The model m cannot be downloaded now: the line is dead", failed.error().message());
        instead = "tiny";
        Job offline = submitted("1.wav");
        fetch().fail(new Fault(Fault.Code.DOWNLOAD_FAILED, "the line is dead."));
        assertEquals("The model m cannot be downloaded now: the line is dead. tiny is here and can be used instead.", ended(offline.id()).error().message());
        assertEquals("download-failed", failed.error().code());

        Job again = submitted("1.wav");
        arrive(fetch());
        assertEquals("w0", ended(again.id()).text());
    }

    @Test
    void whoWaitsHearsHowFarTheDownloadIsButNotOfEachPiece() {
        missing();
        Job job = submitted("1.wav");
        Promise<DownloadMessages.Fetched> fetch = fetch();
        String download = reach(job.id(), JobState.WAITING).waitingFor();
        List<Long> heard = new CopyOnWriteArrayList<>();
        Promise<Job> last = Promise.promise();
        bus.subscribe(JobMessages.CHANGED, changed -> {
            if (changed.id().equals(job.id()) && changed.download() != null) {
                heard.add(changed.download().received());
                if (changed.download().received() == 90) {
                    last.tryComplete(changed);
                }
            }
        });
        clock.addAndGet(2_000);
        String file = source.file();
        for (int received = 50; received < 80; received++) {
            bus.publish(DownloadMessages.PROGRESS, new DownloadMessages.FetchProgress(download, file, received, 100, 10.0, 5.0));
        }
        assertEquals(download, await(bus.request(JobMessages.LIST, new ListJobs(null, job.id()))).jobs().get(0).id());
        clock.addAndGet(3_600_000);
        bus.publish(DownloadMessages.PROGRESS, new DownloadMessages.FetchProgress(download, file, 90, 100, 10.0, 5.0));

        assertEquals(new DownloadProgress(download, "m", JobState.RUNNING, 90, 100, 10.0, 5.0), await(last.future()).download());
        assertTrue(heard.contains(50L), heard.toString());
        assertTrue(heard.size() < 30, heard.toString());
        arrive(fetch);
        assertEquals("w0", ended(job.id()).text());
    }

    @Test
    void cancellingWhoWaitsLeavesTheDownloadGoing() {
        missing();
        Job job = submitted("1.wav");
        Promise<DownloadMessages.Fetched> fetch = fetch();
        String download = get(job.id()).waitingFor();

        assertEquals(JobState.CANCELLED, await(bus.request(JobMessages.CANCEL, new ById(job.id()))).state());

        assertEquals(JobState.RUNNING, get(download).state());
        arrive(fetch);
        assertEquals(JobState.COMPLETED, ended(download).state());
        assertEquals(JobState.CANCELLED, get(job.id()).state());
    }

    @Test
    void aPausedDownloadKeepsItsJobWaitingAndResumedItGoesOn() {
        missing();
        Job job = submitted("1.wav");
        fetch();
        String download = get(job.id()).waitingFor();

        assertEquals(JobState.PAUSED, await(bus.request(JobMessages.PAUSE, new ById(download))).state());
        assertEquals(JobState.PAUSED, await(bus.request(JobMessages.PAUSE, new ById(download))).state(), "again changes nothing");
        assertEquals(download, stopped());
        assertEquals(JobState.WAITING, get(job.id()).state());
        await(bus.request(JobMessages.RESUME, new ById(download)));
        arrive(fetch());

        assertEquals("w0", ended(job.id()).text());
    }

    @Test
    void aCancelledDownloadPausesWhoWaitsAndResumedTheyStartItAgain() {
        missing();
        Job job = submitted("1.wav");
        Job other = submitted("2.wav");
        fetch();
        reach(other.id(), JobState.WAITING);
        String download = get(job.id()).waitingFor();
        assertEquals(2, get(download).waiters());
        assertEquals(new DownloadProgress(download, "m", JobState.RUNNING, 1, 100, null, null), get(job.id()).download());
        Future<Job> waiting = bus.request(JobMessages.AWAIT, new AwaitJob(job.id(), 60));

        await(bus.request(JobMessages.CANCEL, new ById(download)));

        Job paused = await(waiting);
        assertEquals(JobState.PAUSED, paused.state(), "who awaits its end learns that it does not go on by itself");
        assertEquals("The download of the model m was cancelled. Resume the job to start it again.", paused.notice());
        assertEquals("download-failed", paused.error().code());
        assertTrue(paused.canResume());
        assertEquals(JobState.PAUSED, get(other.id()).state());
        redeploy();
        assertEquals(JobState.PAUSED, get(job.id()).state());

        await(bus.request(JobMessages.RESUME, new ById(job.id())));
        await(bus.request(JobMessages.RESUME, new ById(other.id())));
        Promise<DownloadMessages.Fetched> again = fetch();
        Job resumed = reach(job.id(), JobState.WAITING);
        assertEquals(null, resumed.notice());
        assertEquals(null, resumed.error());
        assertEquals(reach(other.id(), JobState.WAITING).waitingFor(), resumed.waitingFor(), "one download for both");
        arrive(again);
        assertEquals("w0", ended(job.id()).text());
        assertEquals("w0 w1", ended(other.id()).text());
    }

    @Test
    void whoWaitsCanBePausedAndGoesOnAfterTheDownload() {
        missing();
        Job job = submitted("1.wav");
        Promise<DownloadMessages.Fetched> fetch = fetch();
        String download = get(job.id()).waitingFor();
        assertEquals(JobState.PAUSED, await(bus.request(JobMessages.PAUSE, new ById(job.id()))).state());
        arrive(fetch);
        ended(download);
        assertEquals(JobState.PAUSED, get(job.id()).state());

        await(bus.request(JobMessages.RESUME, new ById(job.id())));

        assertEquals("w0", ended(job.id()).text());
    }

    @Test
    void aPulledModelIsOneDownloadAndOneThatIsHereNone() {
        assertEquals(null, await(bus.request(JobMessages.SUBMIT_DOWNLOAD, new SubmitDownload("m"))).job());
        missing();
        DownloadAnswer first = await(bus.request(JobMessages.SUBMIT_DOWNLOAD, new SubmitDownload("m")));
        DownloadAnswer second = await(bus.request(JobMessages.SUBMIT_DOWNLOAD, new SubmitDownload("m")));
        assertEquals(first.job().id(), second.job().id());

        arrive(fetch());

        Job ended = ended(first.job().id());
        assertEquals(JobState.COMPLETED, ended.state());
        assertEquals(1.0, ended.progress());
    }

    @Test
    void waitingAndPausedJobsComeThroughARestart() {
        missing();
        Job waiting = submitted("1.wav");
        fetch();
        String download = get(waiting.id()).waitingFor();
        Job paused = submitted("2.wav");
        await(bus.request(JobMessages.PAUSE, new ById(paused.id())));

        redeploy();
        Promise<DownloadMessages.Fetched> fetch = fetch();
        assertEquals(download, reach(waiting.id(), JobState.WAITING).waitingFor(), "the same download goes on");
        assertEquals(JobState.PAUSED, get(paused.id()).state());
        arrive(fetch);

        assertEquals("w0", ended(waiting.id()).text());
        await(bus.request(JobMessages.RESUME, new ById(paused.id())));
        assertEquals("w0 w1", ended(paused.id()).text());
        assertEquals(Fault.Code.BAD_REQUEST, fault(bus.request(JobMessages.PAUSE, new ById(paused.id()))).code());
    }

    @Test
    void pausingARunningJobEndsItsWindowAndLosesNoneThatIsDone() {
        byItself = false;
        Job job = submitted("3.wav");
        finishWindow();
        Promise<?> second = window();
        assertEquals(JobState.PAUSED, await(bus.request(JobMessages.PAUSE, new ById(job.id()))).state());
        assertEquals(Fault.Code.CANCELLED, fault(second.future()).code());
        assertEquals("w0", get(job.id()).text());

        byItself = true;
        log.clear();
        await(bus.request(JobMessages.RESUME, new ById(job.id())));

        assertEquals("w0 w1 w2", ended(job.id()).text());
        assertEquals(List.of("window 1 auto/de", "window 2 auto/de"), log.stream().filter(line -> line.startsWith("window")).toList());
        awaitNoSessions();
    }
}
