package dev.earshot.jobs;

import dev.earshot.audio.AudioMessages;
import dev.earshot.audio.AudioMessages.Window;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Sound;
import dev.earshot.config.Config;
import dev.earshot.engine.EngineMessages;
import dev.earshot.engine.EngineMessages.Transcribed;
import dev.earshot.jobs.JobMessages.Await;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.JobMessages.State;
import dev.earshot.jobs.JobMessages.Submit;
import dev.earshot.models.ModelMessages;
import dev.earshot.speech.Segment;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The room with its real store. The other rooms are stood in for: a file "N.x" has N windows, the engine answers when the test
 * says so, and both note what they are asked.
 */
class JobVerticleTest {

    @TempDir
    Path data;

    private Vertx vertx;
    private Bus bus;
    private String deployment;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Map<String, int[]> sessions = new ConcurrentHashMap<>();
    /** Windows that the engine was given; the test completes them, unless the engine works by itself. */
    private final BlockingQueue<Promise<Transcribed>> engine = new LinkedBlockingQueue<>();
    private volatile Promise<Transcribed> running;
    private volatile boolean byItself = true;
    private volatile Future<ModelMessages.Lease> lease = Future.succeededFuture(new ModelMessages.Lease("lease", "m"));
    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger sessionCount = new AtomicInteger();

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        bus = new Bus(vertx, "test");
        bus.handle(ModelMessages.RESOLVE, request -> "none".equals(request.model())
                ? Future.failedFuture(new Fault(Fault.Code.MODEL_NOT_FOUND, "no such model"))
                : Future.succeededFuture(new ModelMessages.Resolved("m", "auto")));
        bus.handle(ModelMessages.ACQUIRE, request -> lease);
        bus.handle(ModelMessages.RELEASE, request -> note("release", Empty.INSTANCE));
        bus.handle(AudioMessages.OPEN, request -> {
            String name = Path.of(request.path()).getFileName().toString();
            if (name.startsWith("bad")) {
                return Future.failedFuture(new Fault(Fault.Code.BAD_AUDIO, "no sound"));
            }
            String session = name + "#" + sessionCount.getAndIncrement();
            sessions.put(session, new int[] {request.skip(), Integer.parseInt(name.replaceAll("\\D.*", ""))});
            return Future.succeededFuture(new AudioMessages.Opened(session, "test", null));
        });
        bus.handle(AudioMessages.NEXT, request -> {
            int[] state = sessions.get(request.session());
            boolean done = state[0] >= state[1];
            int index = state[0]++;
            double at = index * 10.0;
            return Future.succeededFuture(new Sound<>(new Window(index, at, done ? at : at + 10, at + 10, state[1] * 10.0, done), Buffer.buffer(new byte[2])));
        });
        bus.handle(AudioMessages.CLOSE, request -> {
            sessions.remove(request.session());
            return Future.succeededFuture(Empty.INSTANCE);
        });
        bus.handle(EngineMessages.TRANSCRIBE, sound -> {
            log.add("window " + sound.meta().ticket().replaceAll(".*:", "") + " " + sound.meta().language());
            Transcribed answer = new Transcribed(List.of(new Segment(0, 9, " w" + sound.meta().ticket().replaceAll(".*:", ""))), "de", 1500, 1);
            if (byItself) {
                return Future.succeededFuture(answer);
            }
            Promise<Transcribed> promise = Promise.promise();
            running = promise;
            engine.add(promise);
            return promise.future().map(ignored -> answer);
        });
        bus.handle(EngineMessages.CANCEL, request -> {
            running.fail(new Fault(Fault.Code.CANCELLED, "Cancelled."));
            return Future.succeededFuture(Empty.INSTANCE);
        });
        deploy(Config.defaults().jobs());
    }

    private <T> Future<T> note(String what, T answer) {
        log.add(what);
        return Future.succeededFuture(answer);
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private void deploy(Config.Jobs jobs) {
        deployment = await(vertx.deployVerticle(new JobVerticle(bus, Config.defaults().withData(data).withJobs(jobs), time(), true),
                JobVerticle.deployment()));
    }

    /** The system's time and what the test adds to it. */
    private Clock time() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.now().plusMillis(clock.get());
            }
        };
    }

    private void redeploy(Config.Jobs jobs) {
        await(vertx.undeploy(deployment));
        deploy(jobs);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : e;
        }
    }

    private Future<Job> submit(String name, String priority, boolean owned) {
        try {
            Path file = (owned ? Config.defaults().withData(data).uploads() : data).resolve(name);
            Files.createDirectories(file.getParent());
            if (!name.startsWith("missing")) {
                Files.writeString(file, "sound");
            }
            return bus.request(JobMessages.SUBMIT, new Submit(file.toString(), null, owned, priority, name.contains("none") ? "none" : null, null, false,
                    null, null, null));
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
    }

    private Job submitted(String name) {
        return await(submit(name, null, false));
    }

    private Job ended(String id) {
        Job job = await(bus.request(JobMessages.AWAIT, new Await(id, 20)));
        assertTrue(job.state().ended(), job.toString());
        return job;
    }

    private Job get(String id) {
        return await(bus.request(JobMessages.GET, new ById(id)));
    }

    /** The next window that the engine is given. */
    private Promise<Transcribed> window() {
        try {
            return engine.take();
        } catch (InterruptedException e) {
            throw new AssertionError("the engine got no window", e);
        }
    }

    private void finishWindow() {
        window().complete();
    }

    /** Every file is closed in the end; one that opened after its job had ended, a little later. */
    private void awaitNoSessions() {
        while (!sessions.isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private static Fault fault(Future<?> future) {
        return assertThrows(Fault.class, () -> await(future));
    }

    @Test
    void aJobGoesThroughItsStatesToItsText() {
        List<State> states = new CopyOnWriteArrayList<>();
        bus.subscribe(JobMessages.CHANGED, job -> states.add(job.state()));
        Job accepted = submitted("3.wav");
        assertEquals("transcribe", accepted.kind());

        Job job = ended(accepted.id());

        assertEquals("w0 w1 w2", job.text());
        assertEquals(1.0, job.progress());
        assertEquals("de", job.language());
        assertEquals(List.of(0.0, 10.0, 20.0), job.segments().stream().map(Segment::start).toList());
        assertEquals(State.QUEUED, states.get(0));
        assertEquals(State.RUNNING, states.get(1));
        assertTrue(log.contains("release"));
        awaitNoSessions();
        assertEquals(List.of("window 0 auto", "window 1 de", "window 2 de"), log.stream().filter(line -> line.startsWith("window")).toList(),
                "the language that was detected stays");
    }

    @Test
    void silenceIsACompletedJobWithoutText() {
        Job job = ended(submitted("0.wav").id());

        assertEquals(State.COMPLETED, job.state());
        assertEquals("", job.text());
    }

    @Test
    void whatCannotBeDoneIsRefusedAtOnce() {
        assertEquals(Fault.Code.FILE_NOT_FOUND, fault(submit("missing.wav", null, false)).code());
        assertEquals(Fault.Code.MODEL_NOT_FOUND, fault(submit("1none.wav", null, false)).code());
        assertEquals(Fault.Code.BAD_REQUEST, fault(submit("1.wav", "urgent", false)).code());
        assertEquals(Fault.Code.JOB_NOT_FOUND, fault(bus.request(JobMessages.GET, new ById("x"))).code());
        assertEquals(Fault.Code.JOB_NOT_FOUND, fault(bus.request(JobMessages.CANCEL, new ById("x"))).code());
        assertEquals(Fault.Code.BAD_REQUEST, fault(bus.request(JobMessages.LIST, new ListJobs(0))).code());
        assertEquals(List.of(), await(bus.request(JobMessages.LIST, new ListJobs(null))).jobs());
    }

    @Test
    void windowsOfJobsTakeTurnsAndPeopleComeFirst() {
        byItself = false;
        Job longer = await(submit("9.wav", "batch", false));
        Promise<Transcribed> first = window();
        Job shorter = await(submit("1.wav", "batch", false));
        Job person = await(submit("1b.wav", "interactive", false));

        // One window of the long job runs, one may be ready before the others came.
        first.complete();
        finishWindow();
        finishWindow();
        finishWindow();

        assertEquals(State.COMPLETED, ended(person.id()).state());
        assertEquals(State.COMPLETED, ended(shorter.id()).state());
        assertTrue(get(longer.id()).ended() == null, "the long one is still at it");
        Promise<Transcribed> next = window();
        byItself = true;
        next.complete();
        ended(longer.id());
    }

    @Test
    void theQueueIsBounded() {
        redeploy(new Config.Jobs(2, 1));
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
    void aFileThatIsNoSoundFailsItsJobOnly() {
        Job bad = submitted("bad.mp3");
        Job good = submitted("2.wav");

        Job failed = ended(bad.id());
        assertEquals(State.FAILED, failed.state());
        assertEquals("bad-audio", failed.error().code());
        assertEquals(State.COMPLETED, ended(good.id()).state());
    }

    @Test
    void aCrashedEngineFailsTheJobAndWhatWasHeardStays() {
        byItself = false;
        Job job = submitted("3.wav");
        finishWindow();
        window().fail(new Fault(Fault.Code.ENGINE_CRASHED, "signal 11"));

        Job failed = ended(job.id());

        assertEquals("engine-crashed", failed.error().code());
        assertEquals("w0", failed.text());
        assertTrue(log.contains("release"));
    }

    @Test
    void aModelThatCannotBeLoadedFailsTheJob() {
        lease = Future.failedFuture(new Fault(Fault.Code.BAD_MODEL, "cut off"));

        assertEquals("bad-model", ended(submitted("3.wav").id()).error().code());
        awaitNoSessions();
    }

    @Test
    void cancellingWorksWhileQueuedWhileTheModelLoadsAndInTheEngine() {
        redeploy(new Config.Jobs(10, 1));
        Promise<ModelMessages.Lease> loading = Promise.promise();
        lease = loading.future();
        Job first = submitted("1.wav");
        Job queued = submitted("1.wav");

        assertEquals(State.CANCELLED, await(bus.request(JobMessages.CANCEL, new ById(queued.id()))).state());
        assertEquals(State.CANCELLED, await(bus.request(JobMessages.CANCEL, new ById(first.id()))).state());
        loading.complete(new ModelMessages.Lease("late", "m"));

        byItself = false;
        Job running = submitted("2.wav");
        window();
        assertTrue(log.contains("release"), "the lease that came too late is given back");
        assertEquals(State.CANCELLED, await(bus.request(JobMessages.CANCEL, new ById(running.id()))).state());
        byItself = true;
        assertEquals(State.COMPLETED, ended(submitted("1.wav").id()).state(), "the next one goes on");
        assertEquals(State.CANCELLED, await(bus.request(JobMessages.CANCEL, new ById(running.id()))).state(), "again changes nothing");
        awaitNoSessions();
    }

    @Test
    void uploadsGoAwayWithTheirJobsHoweverTheyEnd() {
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
        Submit stranger = new Submit(data.resolve("1.wav").toString(), null, true, null, null, null, false, null, null, null);
        assertEquals(Fault.Code.BAD_REQUEST, fault(bus.request(JobMessages.SUBMIT, stranger)).code());
    }

    @Test
    void aFullDiskFailsTheJobForNowAndKeepsWhatTheNextStartNeeds() throws Exception {
        byItself = false;
        Job job = await(submit("2.wav", null, true));
        Promise<Transcribed> window = window();
        // Whatever is written fails from here on, as on a full disk.
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("jobs.db")); Statement full = database.createStatement()) {
            full.execute("CREATE TRIGGER full1 BEFORE INSERT ON job_window BEGIN SELECT RAISE(ABORT, 'disk full'); END");
            full.execute("CREATE TRIGGER full2 BEFORE UPDATE ON job BEGIN SELECT RAISE(ABORT, 'disk full'); END");
            Future<Job> failed = changed(job.id(), State.FAILED);
            window.complete();
            await(failed);
            assertTrue(Files.exists(data.resolve("uploads/2.wav")));
            full.execute("DROP TRIGGER full1");
            full.execute("DROP TRIGGER full2");
        }
        byItself = true;
        redeploy(Config.defaults().jobs());

        assertEquals("w0 w1", ended(job.id()).text());
    }

    private Future<Job> changed(String id, State state) {
        Promise<Job> changed = Promise.promise();
        bus.subscribe(JobMessages.CHANGED, job -> {
            if (job.id().equals(id) && job.state() == state) {
                changed.tryComplete(job);
            }
        });
        return changed.future();
    }

    @Test
    void aLongJobGivesItsPlaceToOneThatWaitsAndGoesOnWhereItWas() {
        redeploy(new Config.Jobs(10, 1));
        byItself = false;
        Job longer = await(submit("5.wav", "batch", false));
        Promise<Transcribed> first = window();
        Job person = await(submit("1.wav", "interactive", false));
        first.complete();
        finishWindow();
        assertEquals("w0", ended(person.id()).text(), "a person comes before a batch");

        Promise<Transcribed> second = window();
        Job batch = await(submit("1b.wav", "batch", false));
        second.complete();
        Promise<Transcribed> third = window();
        clock.addAndGet(61_000);
        third.complete();
        finishWindow();
        assertEquals("w0", ended(batch.id()).text(), "another one after a minute's turn");

        Promise<Transcribed> next = window();
        byItself = true;
        next.complete();
        assertEquals("w0 w1 w2 w3 w4", ended(longer.id()).text());
        awaitNoSessions();
    }

    @Test
    void aJobThatWasStoppedGoesOnWhereItWas() throws IOException {
        byItself = false;
        Path uploads = Files.createDirectories(data.resolve("uploads"));
        Path orphan = Files.writeString(uploads.resolve("orphan"), "x");
        Path upload = Files.writeString(uploads.resolve("4.wav"), "x");
        Job job = await(bus.request(JobMessages.SUBMIT, new Submit(upload.toString(), "talk.wav", true, null, null, null, false, null, null, null)));
        finishWindow();
        finishWindow();
        Promise<Transcribed> last = window();
        Future<Void> stopped = vertx.undeploy(deployment);
        // Undeploying begins on this thread's context: when that is free again, the stop is ahead of the window's end.
        Promise<Void> begun = Promise.promise();
        vertx.runOnContext(now -> begun.complete());
        await(begun.future());
        last.complete();
        await(stopped);
        assertTrue(Files.exists(upload));

        byItself = true;
        log.clear();
        deploy(Config.defaults().jobs());
        Job resumed = ended(job.id());

        assertEquals("w0 w1 w2 w3", resumed.text());
        assertEquals(List.of("window 3 de"), log.stream().filter(line -> line.startsWith("window")).toList());
        assertFalse(Files.exists(orphan));
        assertFalse(Files.exists(upload));
    }

    @Test
    void awaitAnswersInTimeAlsoWhenTheJobGoesOn() {
        byItself = false;
        Job job = submitted("1.wav");
        Promise<Transcribed> window = window();

        assertEquals(State.RUNNING, await(bus.request(JobMessages.AWAIT, new Await(job.id(), 0))).state());
        assertEquals(State.RUNNING, await(bus.request(JobMessages.AWAIT, new Await(job.id(), 1))).state());
        Future<Job> waiting = bus.request(JobMessages.AWAIT, new Await(job.id(), 20));
        window.complete();
        assertEquals(State.COMPLETED, await(waiting).state());
        assertEquals(Fault.Code.BAD_REQUEST, fault(bus.request(JobMessages.AWAIT, new Await(job.id(), 61))).code());
    }

    @Test
    void twoHundredJobsAreAllDoneAndNoneMixedUp() {
        List<Future<Job>> jobs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            jobs.add(submit(i % 4 + ".wav", i % 3 == 0 ? "batch" : null, false));
        }
        String[] texts = {"", "w0", "w0 w1", "w0 w1 w2"};
        for (int i = 0; i < 200; i++) {
            assertEquals(texts[i % 4], ended(await(jobs.get(i)).id()).text());
        }
        assertEquals(200, await(bus.request(JobMessages.LIST, new ListJobs(1000))).jobs().size());
        awaitNoSessions();
    }
}
