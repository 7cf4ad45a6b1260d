package dev.earshot.jobs;

import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.engine.EngineMessages;
import dev.earshot.engine.EngineMessages.CancelTicket;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import dev.earshot.engine.EngineMessages.WindowProgress;
import dev.earshot.jobs.JobMessages.AwaitJob;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.JobMessages.PartialWindow;
import dev.earshot.jobs.JobMessages.SubmitTranscription;
import dev.earshot.models.ModelMessages;
import dev.earshot.speech.Priority;
import dev.earshot.speech.Segment;
import dev.earshot.speech.Word;
import dev.earshot.transcript.UsedLibrary;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Transcriptions in the module. */
class JobVerticleTest extends JobRig {

    /** An answer that comes to a thread that is gone is an exception in the log. */
    @Test
    void theStopWaitsForTheAnswersToWhatWasGivenBack() {
        Promise<Void> answer = Promise.promise();
        releasing = answer.future();
        ended(submitted("1.wav").id());
        released();

        Future<Void> stopped = vertx.undeploy(deployment);
        // Answered, or refused, behind the stop.
        await(bus.request(JobMessages.READY, Empty.INSTANCE).transform(ready -> Future.succeededFuture()));
        boolean early = stopped.isComplete();
        answer.complete();

        await(stopped);
        assertFalse(early);
    }

    private void progress(Job job, int window, String... texts) {
        bus.publish(EngineMessages.PROGRESS, new WindowProgress(job.id() + ":" + window, job.id(),
                Stream.of(texts).map(text -> new Segment(1, 2, text)).toList()));
    }

    @Test
    void theSegmentsOfAWindowAreShownUntilItIsDoneAndKeptNowhere() {
        byItself = false;
        BlockingQueue<Job> changes = new LinkedBlockingQueue<>();
        bus.subscribe(JobMessages.CHANGED, changes::add);
        Job job = submitted("2.wav");
        window().complete();
        Promise<TranscribedWindow> second = window();

        progress(job, 0, " late");
        progress(job, 2, " early");
        progress(job, 1, " one");
        progress(job, 1, " one", " two");
        List<PartialWindow> partials = new ArrayList<>();
        while (partials.size() < 2) {
            PartialWindow partial = next(changes).partial();
            if (partial != null) {
                partials.add(partial);
            }
        }
        assertEquals(List.of(new PartialWindow(1, List.of(new Segment(11, 12, " one")), " one"),
                new PartialWindow(1, List.of(new Segment(11, 12, " one"), new Segment(11, 12, " two")), " one two")), partials);
        Job meanwhile = get(job.id());
        assertEquals("w0", meanwhile.text());
        assertEquals(partials.get(1), meanwhile.partial());

        second.complete();
        Job whole = ended(job.id());
        assertEquals("w0 w1", whole.text());
        assertNull(whole.partial());
    }

    @Test
    void aJobThatDoesNotRunHasNoUnfinishedWindow() {
        byItself = false;
        BlockingQueue<Job> changes = new LinkedBlockingQueue<>();
        bus.subscribe(JobMessages.CHANGED, changes::add);
        Job job = submitted("1.wav");
        window();
        progress(job, 0, " one");
        while (next(changes).partial() == null) {
            // It begins.
        }
        assertNull(await(bus.request(JobMessages.PAUSE, new ById(job.id()))).partial());
        assertNull(get(job.id()).partial());

        await(bus.request(JobMessages.RESUME, new ById(job.id())));
        window().complete();
        assertEquals("w0", ended(job.id()).text());
    }

    private static Job next(BlockingQueue<Job> changes) {
        try {
            return changes.take();
        } catch (InterruptedException e) {
            throw new AssertionError("nothing was told of the job", e);
        }
    }

    @Test
    void aJobGoesThroughItsStatesToItsText() {
        List<JobState> states = new CopyOnWriteArrayList<>();
        bus.subscribe(JobMessages.CHANGED, job -> states.add(job.state()));
        List<JobMessages.LogLine> logged = new CopyOnWriteArrayList<>();
        Promise<Void> completed = Promise.promise();
        bus.subscribe(JobMessages.LOG, line -> {
            logged.add(new JobMessages.LogLine(line.at(), line.message()));
            if (line.message().equals("completed")) {
                completed.complete();
            }
        });
        Job accepted = submitted("3.wav");
        assertEquals("transcribe", accepted.kind());

        Job job = ended(accepted.id());

        assertEquals("w0 w1 w2", job.text());
        assertEquals(1.0, job.progress());
        assertEquals("de", job.language());
        assertEquals(3, job.timing().computingMs());
        assertEquals(0.0, job.timing().realTimeFactor());
        assertEquals(new UsedLibrary("whisper.cpp", "1.9.3", "CUDA", null), job.timing().library(), "without paths");
        assertEquals(List.of("queued", "loading m", "transcribing with m", "completed"), job.log().stream().map(JobMessages.LogLine::message).toList());
        await(completed.future());
        assertEquals(job.log(), logged);
        assertEquals(List.of(0.0, 10.0, 20.0), job.segments().stream().map(Segment::start).toList());
        assertEquals(JobState.QUEUED, states.get(0));
        assertEquals(JobState.RUNNING, states.get(1));
        assertEquals("lease", released());
        awaitNoSessions();
        assertEquals(List.of("window 0 auto", "window 1 auto/de", "window 2 auto/de"), log.stream().filter(line -> line.startsWith("window")).toList(),
                "the language that was detected stays");
    }

    @Test
    void theLanguageIsDetectedWindowByWindowUntilItIsSure() throws IOException {
        probabilities.addAll(List.of(0.5, 0.95));

        Job job = ended(submitted("4.wav").id());

        assertEquals(List.of("window 0 auto", "window 1 auto", "window 2 auto/de", "window 3 auto/de"),
                log.stream().filter(line -> line.startsWith("window")).toList());
        assertEquals(0.95, job.languageProbability());
    }

    @Test
    void wordsAreFoundWhereTheyAreWishedForAndStayWithTheJob() throws IOException {
        Files.writeString(data.resolve("2.wav"), "audio");
        Job job = ended(await(bus.request(JobMessages.SUBMIT, new SubmitTranscription(data.resolve("2.wav").toString(), null, false, null, null, null, false,
                null, null, null, true, null, null))).id());
        assertEquals(List.of(new Word(1, 2.5, " w0", 0.75), new Word(11, 12.5, " w1", 0.75)),
                job.segments().stream().flatMap(segment -> segment.words().stream()).toList(), "in the time of the file");
        assertEquals(job.segments(), get(job.id()).segments());

        assertNull(ended(submitted("1.wav").id()).segments().get(0).words(), "nobody wished for them");
    }

    @Test
    void silenceIsACompletedJobWithoutText() {
        Job job = ended(submitted("0.wav").id());

        assertEquals(JobState.COMPLETED, job.state());
        assertEquals("", job.text());
    }

    @Test
    void whatCannotBeDoneIsRefusedAtOnce() {
        assertEquals(Fault.Code.FILE_NOT_FOUND, fault(submit("missing.wav", null, false)).code());
        assertEquals(Fault.Code.MODEL_NOT_FOUND, fault(submit("1none.wav", null, false)).code());
        assertEquals(Fault.Code.BAD_REQUEST, fault(vertx.eventBus().request(JobMessages.SUBMIT.name(),
                new JsonObject().put("path", "/1.wav").put("priority", "urgent")).recover(error -> Future.failedFuture(Fault.of(error)))).code());
        assertEquals(Fault.Code.JOB_NOT_FOUND, fault(bus.request(JobMessages.GET, new ById("x"))).code());
        assertEquals(Fault.Code.JOB_NOT_FOUND, fault(bus.request(JobMessages.CANCEL, new ById("x"))).code());
        assertEquals(Fault.Code.BAD_REQUEST, fault(bus.request(JobMessages.LIST, new ListJobs(0, null))).code());
        assertEquals(List.of(), await(bus.request(JobMessages.LIST, new ListJobs(null, null))).jobs());
    }

    @Test
    void windowsOfJobsTakeTurnsAndPeopleComeFirst() {
        byItself = false;
        Job longer = await(submit("9.wav", Priority.BATCH, false));
        Promise<TranscribedWindow> first = window();
        Job shorter = await(submit("1.wav", Priority.BATCH, false));
        queuedWindowOf(shorter);
        Job person = await(submit("1b.wav", Priority.INTERACTIVE, false));
        queuedWindowOf(person);

        first.complete();
        finishWindow();
        assertEquals(JobState.COMPLETED, ended(person.id()).state());
        finishWindow();
        assertEquals(JobState.COMPLETED, ended(shorter.id()).state());
        assertTrue(get(longer.id()).ended() == null, "the long one is still at it");
        Promise<TranscribedWindow> next = window();
        byItself = true;
        next.complete();
        ended(longer.id());
    }

    @Test
    void theQueueIsBounded() {
        redeploy(Map.of("jobs.queue_limit", 2, "jobs.active", 1));
        byItself = false;
        Job first = submitted("1.wav");
        submitted("1.wav");

        Fault full = fault(submit("1.wav", null, false));

        assertEquals(Fault.Code.QUEUE_FULL, full.code());
        finishWindow();
        ended(first.id());
        Job next = submitted("1.wav");
        finishWindow();
        finishWindow();
        ended(next.id());
    }

    @Test
    void jobsThatAreBeingCheckedCountForTheBoundToo() {
        redeploy(Map.of("jobs.queue_limit", 1));
        Promise<Void> checked = Promise.promise();
        resolving = checked.future();
        Future<Job> first = submit("1.wav", null, false);

        assertEquals(Fault.Code.QUEUE_FULL, fault(submit("1.wav", null, false)).code());

        checked.complete();
        ended(await(first).id());
        ended(submitted("1.wav").id());
    }

    @Test
    void aFileWithoutAudioFailsOnlyItsOwnJob() {
        Job bad = submitted("bad.mp3");
        Job good = submitted("2.wav");

        Job failed = ended(bad.id());
        assertEquals(JobState.FAILED, failed.state());
        assertEquals("bad-audio", failed.error().code());
        assertEquals(JobState.COMPLETED, ended(good.id()).state());
    }

    @Test
    void aModelThatCannotBeLoadedFailsTheJob() {
        lease = Future.failedFuture(new Fault(Fault.Code.BAD_MODEL, "cut off"));

        assertEquals("bad-model", ended(submitted("3.wav").id()).error().code());
        awaitNoSessions();
    }

    @Test
    void cancellingWorksWhileQueuedWhileTheModelLoadsAndInTheEngine() {
        redeploy(Map.of("jobs.queue_limit", 10, "jobs.active", 1));
        Promise<ModelMessages.ModelLease> loading = Promise.promise();
        lease = loading.future();
        Job first = submitted("1.wav");
        Job queued = submitted("1.wav");

        assertEquals(JobState.CANCELLED, await(bus.request(JobMessages.CANCEL, new ById(queued.id()))).state());
        assertEquals(JobState.CANCELLED, await(bus.request(JobMessages.CANCEL, new ById(first.id()))).state());
        loading.complete(new ModelMessages.ModelLease("late", "m", null, null, 60_000));

        byItself = false;
        Job running = submitted("2.wav");
        window();
        assertEquals("late", released(), "the lease that came too late is given back");
        assertEquals(JobState.CANCELLED, await(bus.request(JobMessages.CANCEL, new ById(running.id()))).state());
        byItself = true;
        assertEquals(JobState.COMPLETED, ended(submitted("1.wav").id()).state(), "the next one goes on");
        assertEquals(JobState.CANCELLED, await(bus.request(JobMessages.CANCEL, new ById(running.id()))).state(), "again changes nothing");
        awaitNoSessions();
    }

    @Test
    void uploadsGoAwayWithTheirJobsHoweverTheyEndWhereTheyAreNotKept() {
        redeploy(Map.of("jobs.queue_limit", 10, "jobs.active", 1, "jobs.keep_failed_hours", 0));
        for (String name : List.of("1.wav", "bad.wav")) {
            ended(await(submit(name, null, true)).id());
            assertFalse(Files.exists(data.resolve("uploads").resolve(name)), name);
        }
        byItself = false;
        Job cancelled = await(submit("2.wav", null, true));
        window();
        await(bus.request(JobMessages.CANCEL, new ById(cancelled.id())));
        assertFalse(Files.exists(data.resolve("uploads/2.wav")));
        byItself = true;
        ended(submitted("1.wav").id());
        assertTrue(Files.exists(data.resolve("1.wav")), "a file of the user stays");
        SubmitTranscription stranger = new SubmitTranscription(data.resolve("1.wav").toString(), null, true, null, null, null, false, null, null, null);
        assertEquals(Fault.Code.BAD_REQUEST, fault(bus.request(JobMessages.SUBMIT, stranger)).code());
    }

    @Test
    void aLongJobGivesItsPlaceToOneThatWaitsAndGoesOnWhereItWas() {
        redeploy(Map.of("jobs.queue_limit", 10, "jobs.active", 1));
        byItself = false;
        Job longer = await(submit("5.wav", Priority.BATCH, false));
        Promise<TranscribedWindow> first = window();
        Job person = await(submit("1.wav", Priority.INTERACTIVE, false));
        first.complete();
        finishWindow();
        assertEquals("w0", ended(person.id()).text(), "a person comes before a batch");

        Promise<TranscribedWindow> second = window();
        Job batch = await(submit("1b.wav", Priority.BATCH, false));
        second.complete();
        Promise<TranscribedWindow> third = window();
        clock.addAndGet(61_000);
        third.complete();
        finishWindow();
        assertEquals("w0", ended(batch.id()).text(), "another one after a minute's turn");

        Promise<TranscribedWindow> next = window();
        byItself = true;
        next.complete();
        assertEquals("w0 w1 w2 w3 w4", ended(longer.id()).text());
        awaitNoSessions();
    }

    @Test
    void whatWaitsBehindTheRunningWindowIsTakenBackForWhoWaitsForAPlaceAndNoWordIsLost() {
        redeploy(Map.of("jobs.queue_limit", 10, "jobs.active", 1));
        byItself = false;
        Job longer = await(submit("6.wav", Priority.BATCH, false));
        finishWindow();
        Promise<TranscribedWindow> second = window();
        for (int i = 0; i < 3; i++) {
            queuedWindowOf(longer);
        }
        Job person = await(submit("1.wav", Priority.INTERACTIVE, false));

        assertEquals(new CancelTicket(longer.id() + ":2", true), cancel());
        second.complete();
        finishWindow();
        assertEquals("w0", ended(person.id()).text());
        Promise<TranscribedWindow> next = window();
        byItself = true;
        next.complete();
        assertEquals("w0 w1 w2 w3 w4 w5", ended(longer.id()).text());
        assertEquals(1, log.stream().filter(line -> line.startsWith("window 2 ")).count());
    }

    @Test
    void whoWaitsForAnAnswerKeepsTheirPlaceForATurnWhileOthersWaitForTheirs() {
        redeploy(Map.of("jobs.queue_limit", 10, "jobs.active", 1));
        byItself = false;
        Job first = await(submit("4.wav", Priority.INTERACTIVE, false));
        Promise<TranscribedWindow> window = window();
        Job second = await(submit("1.wav", Priority.INTERACTIVE, false));
        window.complete();
        finishWindow();
        Promise<TranscribedWindow> third = window();

        assertEquals(JobState.QUEUED, get(second.id()).state());

        byItself = true;
        third.complete();
        assertEquals("w0 w1 w2 w3", ended(first.id()).text());
        assertEquals("w0", ended(second.id()).text());
    }

    @Test
    void aFileThatTurnsOutToBeBadDuringAStopHasFailedForGood() {
        byItself = false;
        Job job = submitted("2.wav");
        Promise<TranscribedWindow> window = window();
        Future<Void> stopped = vertx.undeploy(deployment);
        // Answered, or refused, behind the beginning of the stop.
        await(bus.request(JobMessages.READY, Empty.INSTANCE).transform(ready -> Future.succeededFuture()));
        window.fail(new Fault(Fault.Code.BAD_AUDIO, "no audio"));
        await(stopped);
        byItself = true;
        deploy();

        Job failed = get(job.id());

        assertEquals(JobState.FAILED, failed.state());
        assertEquals("bad-audio", failed.error().code());
        assertEquals(1, opened.size());
    }

    @Test
    void aJobThatWasStoppedGoesOnWhereItWas() throws IOException {
        byItself = false;
        Path uploads = Files.createDirectories(data.resolve("uploads"));
        Path orphan = Files.writeString(uploads.resolve("orphan"), "x");
        Path upload = Files.writeString(uploads.resolve("4.wav"), "x");
        Job job = await(bus.request(JobMessages.SUBMIT,
                new SubmitTranscription(upload.toString(), "talk.wav", true, null, null, null, false, null, null, null)));
        finishWindow();
        finishWindow();
        Promise<TranscribedWindow> last = window();
        Future<Void> stopped = vertx.undeploy(deployment);
        CancelTicket running = new CancelTicket(job.id() + ":2", true);
        while (!cancel().equals(running)) {
            // One that waits behind it is withdrawn before.
        }
        last.complete();
        await(stopped);
        assertTrue(Files.exists(upload));

        byItself = true;
        log.clear();
        deploy();
        Job resumed = ended(job.id());

        assertEquals("w0 w1 w2 w3", resumed.text());
        assertEquals(List.of("window 3 auto/de"), log.stream().filter(line -> line.startsWith("window")).toList());
        assertFalse(Files.exists(orphan));
        assertFalse(Files.exists(upload));
    }

    @Test
    void uploadsCanBeKeptUntilTheirJobIsForgotten() {
        Map<String, ?> keeping = Map.of("jobs.queue_limit", 10, "jobs.active", 1, "jobs.keep_uploads", true);
        redeploy(keeping);
        ended(await(submit("1.wav", null, true)).id());
        Path upload = data.resolve("uploads/1.wav");
        assertTrue(Files.exists(upload));
        redeploy(keeping);
        assertTrue(Files.exists(upload), "a start sweeps it not");

        clock.addAndGet(Duration.ofHours(169).toMillis());
        redeploy(keeping);

        assertFalse(Files.exists(upload));
    }

    @Test
    void whatEndedLongAgoIsForgotten() {
        String old = ended(submitted("1.wav").id()).id();
        clock.addAndGet(Duration.ofHours(169).toMillis());
        String fresh = ended(submitted("1.wav").id()).id();

        redeploy();

        assertEquals(List.of(fresh), await(bus.request(JobMessages.LIST, new ListJobs(null, null))).jobs().stream().map(Job::id).toList());
        assertEquals(Fault.Code.JOB_NOT_FOUND, fault(bus.request(JobMessages.GET, new ById(old))).code());
    }

    @Test
    void whatEndsIsForgottenLaterWithoutARestart() {
        String id = ended(submitted("1.wav").id()).id();
        retentionInterval = Duration.ofMillis(20);
        redeploy();
        assertEquals(JobState.COMPLETED, get(id).state());

        clock.addAndGet(Duration.ofHours(169).toMillis());

        Fault.Code code = null;
        while (code == null) {
            code = await(bus.request(JobMessages.GET, new ById(id)).map(job -> (Fault.Code) null).otherwise(error -> Fault.of(error).code()));
        }
        assertEquals(Fault.Code.JOB_NOT_FOUND, code);
    }

    @Test
    void awaitAnswersInTimeAlsoWhenTheJobGoesOn() {
        byItself = false;
        Job job = submitted("1.wav");
        Promise<TranscribedWindow> window = window();

        assertEquals(JobState.RUNNING, await(bus.request(JobMessages.AWAIT, new AwaitJob(job.id(), 0))).state());
        Job soFar = await(bus.request(JobMessages.AWAIT, new AwaitJob(job.id(), 1)));
        assertEquals(JobState.RUNNING, soFar.state());
        assertEquals(null, soFar.segments(), "who waits for the end does not get all that was heard each time");
        Future<Job> waiting = bus.request(JobMessages.AWAIT, new AwaitJob(job.id(), 20));
        window.complete();
        assertEquals(JobState.COMPLETED, await(waiting).state());
        assertEquals(Fault.Code.BAD_REQUEST, fault(bus.request(JobMessages.AWAIT, new AwaitJob(job.id(), 61))).code());
    }

    @Test
    void twoHundredJobsAreAllDoneAndNoneMixedUp() {
        List<Future<Job>> jobs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            jobs.add(submit(i % 4 + ".wav", i % 3 == 0 ? Priority.BATCH : null, false));
        }
        String[] texts = {"", "w0", "w0 w1", "w0 w1 w2"};
        for (int i = 0; i < 200; i++) {
            assertEquals(texts[i % 4], ended(await(jobs.get(i)).id()).text());
        }
        assertEquals(200, await(bus.request(JobMessages.LIST, new ListJobs(1000, null))).jobs().size());
        awaitNoSessions();
    }
}
