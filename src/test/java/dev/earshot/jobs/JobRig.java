package dev.earshot.jobs;

import dev.earshot.audio.AudioMessages;
import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.bus.PcmMessage;
import dev.earshot.config.Config;
import dev.earshot.downloads.DownloadMessages;
import dev.earshot.engine.EngineMessages.CancelTicket;
import dev.earshot.engine.EngineMessages.EngineLibrary;
import dev.earshot.engine.EngineMessages.TranscribeWindow;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import dev.earshot.engine.TestEngine;
import dev.earshot.jobs.JobMessages.AwaitJob;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.SubmitTranscription;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.store.JobDatabase;
import dev.earshot.models.ModelMessages;
import dev.earshot.speech.Priority;
import dev.earshot.speech.Segment;
import dev.earshot.speech.Word;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

/**
 * The module with its real store. The other modules are stood in for: a file "N.x" has N windows, the engine answers when the test
 * says so, and both note what they are asked. One named "cut" turns out to be damaged: there should be as much again.
 */
public abstract class JobRig {

    @TempDir
    Path data;

    Vertx vertx;
    Bus bus;
    String deployment;
    /** Of the language, for the windows in which it is detected; where there is none the engine does not tell. */
    final Queue<Double> probabilities = new ConcurrentLinkedQueue<>();
    final List<String> log = new CopyOnWriteArrayList<>();
    final Map<String, int[]> sessions = new ConcurrentHashMap<>();
    /** The sessions that are over. */
    final BlockingQueue<String> closed = new LinkedBlockingQueue<>();
    /** Windows that the engine was given; the test completes them, unless the engine works by itself. */
    final BlockingQueue<Promise<TranscribedWindow>> engine = new LinkedBlockingQueue<>();
    volatile Promise<TranscribedWindow> running;
    /** The windows that have come to the engine, whose turn may be later. */
    final BlockingQueue<TranscribeWindow> queued = new LinkedBlockingQueue<>();
    /** The windows that the engine was told to cancel or to give back, when it has done so. */
    final BlockingQueue<CancelTicket> cancels = new LinkedBlockingQueue<>();
    /** Downloads that the module was asked for. */
    final BlockingQueue<Promise<DownloadMessages.Fetched>> fetches = new LinkedBlockingQueue<>();
    final Map<String, Promise<DownloadMessages.Fetched>> fetching = new ConcurrentHashMap<>();
    /** Downloads that were stopped. A pause or a cancel is answered before its stop has arrived: await that here. */
    final BlockingQueue<String> stops = new LinkedBlockingQueue<>();
    public static final Fault BUSY = new Fault(Fault.Code.TIMEOUT, "no answer");
    /** The leases that were given back. The end of a job may be known before that has arrived: await it here. */
    final BlockingQueue<String> releases = new LinkedBlockingQueue<>();
    /** How often a lease, or a file, cannot be given back. */
    public final AtomicInteger releaseFailures = new AtomicInteger();
    public final AtomicInteger closeFailures = new AtomicInteger();
    /** The leases that were renewed, each time. */
    final BlockingQueue<List<String>> renewed = new LinkedBlockingQueue<>();
    /** When it is told that a lease was given back. */
    volatile Future<?> releasing = Future.succeededFuture();
    /** The longest window that was asked for, each time. */
    final List<Integer> longest = Collections.synchronizedList(new ArrayList<>());
    /** The sessions of which a window was asked for, each time. */
    final BlockingQueue<String> fetched = new LinkedBlockingQueue<>();
    static final Fault DECODER_KILLED = new Fault(Fault.Code.UNAVAILABLE, "The decoder was killed.");
    final List<AudioMessages.OpenAudio> opened = new CopyOnWriteArrayList<>();
    /** How often the decoder dies before it gives a window, by the window's number. */
    final Map<Integer, Integer> decoderDeaths = new ConcurrentHashMap<>();
    /** How often no file can be opened, because too many are open. */
    final AtomicInteger fullSessions = new AtomicInteger();
    /** Windows before which a session expires, once each. */
    final Set<Integer> expiries = ConcurrentHashMap.newKeySet();
    /** Completed when a file is opened. */
    final Promise<?> firstOpened = Promise.promise();
    /** When it is known whether the model is there. */
    volatile Future<?> ensuring = Future.succeededFuture();
    /** When a model's name is resolved. */
    volatile Future<?> resolving = Future.succeededFuture();
    /** Before the store is tried again for the first time. */
    volatile Duration firstBackoff = Duration.ofMillis(1);
    volatile Duration retentionInterval = Duration.ofMinutes(10);
    volatile double windowSeconds = 10;
    volatile boolean byItself = true;
    /** Where the model has to be fetched from; null where it is there. */
    volatile ModelMessages.ModelSource source;
    /** The other files that it has. */
    volatile List<ModelMessages.ModelSource> others;
    /** Which model is there in its place. */
    volatile String instead;
    /** What is answered before {@link #lease} is. */
    final Queue<Future<ModelMessages.ModelLease>> leases = new ConcurrentLinkedQueue<>();
    volatile Future<ModelMessages.ModelLease> lease = Future.succeededFuture(new ModelMessages.ModelLease("lease", "m", null, null, 60_000));
    /** Milliseconds since 1970; a test adds to it. */
    final AtomicLong clock = new AtomicLong(System.currentTimeMillis());
    final AtomicInteger sessionCount = new AtomicInteger();

    /** What nobody caught. */
    final List<Throwable> uncaught = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() {
        vertx = Vertx.vertx().exceptionHandler(uncaught::add);
        bus = new Bus(vertx, "test");
        bus.handle(ModelMessages.RESOLVE, request -> "none".equals(request.model())
                ? Future.failedFuture(new Fault(Fault.Code.MODEL_NOT_FOUND, "no such model"))
                : resolving.map(new ModelMessages.ResolvedModel("m", "auto")));
        bus.handle(ModelMessages.ENSURE, request -> ensuring.map(known -> new ModelMessages.EnsuredModel("m", source, others, instead)));
        bus.handle(ModelMessages.ACQUIRE, request -> {
            Future<ModelMessages.ModelLease> next = leases.poll();
            return next == null ? lease : next;
        });
        bus.handle(ModelMessages.RENEW, request -> {
            renewed.add(request.leases());
            return Future.succeededFuture(new ModelMessages.RenewedLeases(request.leases().stream().filter("expired"::equals).toList()));
        });
        bus.handle(ModelMessages.RELEASE, request -> {
            releases.add(request.lease());
            return releaseFailures.getAndDecrement() > 0 ? Future.failedFuture(BUSY) : releasing.map(Empty.INSTANCE);
        });
        bus.handle(AudioMessages.OPEN, request -> {
            opened.add(request);
            firstOpened.tryComplete();
            String name = Path.of(request.path()).getFileName().toString();
            if (name.startsWith("bad")) {
                return Future.failedFuture(new Fault(Fault.Code.BAD_AUDIO, "no audio"));
            }
            if (fullSessions.getAndDecrement() > 0) {
                return Future.failedFuture(new Fault(Fault.Code.QUEUE_FULL, "too many"));
            }
            String session = name + "#" + sessionCount.getAndIncrement();
            sessions.put(session, new int[] {(int) Math.round(request.from() / windowSeconds), Integer.parseInt(name.replaceAll("\\D.*", ""))});
            return Future.succeededFuture(new AudioMessages.OpenedAudio(session, "test", null));
        });
        bus.handle(AudioMessages.NEXT, request -> {
            longest.add(request.longest());
            fetched.add(request.session());
            int[] state = sessions.get(request.session());
            if (expiries.remove(state[0])) {
                close(request.session());
                return Future.failedFuture(new Fault(Fault.Code.NOT_FOUND, "There is no audio session '" + request.session() + "'."));
            }
            if (decoderDeaths.merge(state[0], -1, Integer::sum) >= 0) {
                close(request.session());
                return Future.failedFuture(DECODER_KILLED);
            }
            boolean done = state[0] >= state[1];
            int index = state[0]++;
            double at = index * windowSeconds;
            boolean cut = done && request.session().contains("cut");
            return Future.succeededFuture(new PcmMessage<>(new AudioWindow(index, at, done ? at : at + windowSeconds, done ? at : at + windowSeconds,
                    state[1] * windowSeconds * (cut ? 2 : 1), done, cut, List.of()), Buffer.buffer(new byte[2])));
        });
        bus.handle(AudioMessages.CLOSE, request -> {
            if (closeFailures.getAndDecrement() > 0) {
                return Future.failedFuture(BUSY);
            }
            close(request.session());
            return Future.succeededFuture(Empty.INSTANCE);
        });
        await(vertx.deployVerticle(new TestEngine(bus, this::recognise, queued::add, cancels::add)));
        bus.handle(DownloadMessages.FETCH, request -> {
            log.add("fetch " + request.url());
            Promise<DownloadMessages.Fetched> promise = Promise.promise();
            fetching.put(request.id(), promise);
            bus.publish(DownloadMessages.PROGRESS, new DownloadMessages.FetchProgress(request.id(), request.file(), 1, request.bytes(), null, null));
            fetches.add(promise);
            return promise.future();
        });
        bus.handle(DownloadMessages.STOP, request -> {
            fetching.get(request.id()).tryFail(new Fault(Fault.Code.CANCELLED, "Stopped."));
            stops.add(request.id());
            return Future.succeededFuture(Empty.INSTANCE);
        });
        deploy();
    }

    private void close(String session) {
        sessions.remove(session);
        closed.add(session);
    }

    private void recognise(PcmMessage<TranscribeWindow> audio, Promise<TranscribedWindow> answer) {
        String number = audio.meta().ticket().replaceAll(".*:", "");
        log.add("model " + audio.meta().model());
        String assumed = audio.meta().detected();
        log.add("window " + number + " " + audio.meta().language() + (assumed == null ? "" : "/" + assumed));
        TranscribedWindow heard = new TranscribedWindow(List.of(new Segment(0, 9, " w" + number,
                audio.meta().words() ? List.of(new Word(1, 2.5, " w" + number, 0.75)) : null, null)), "de",
                assumed == null ? probabilities.poll() : null, 1500, 1, 0, 0, 0,
                new EngineLibrary("whisper.cpp", "1.9.3", "/opt/libwhisper.so", "CUDA", null, "all is well"));
        if (byItself) {
            answer.complete(heard);
            return;
        }
        Promise<TranscribedWindow> promise = Promise.promise();
        promise.future().map(ignored -> heard).onComplete(done -> {
            if (done.succeeded()) {
                answer.tryComplete(done.result());
            } else {
                answer.tryFail(done.cause());
            }
        });
        answer.future().onFailure(promise::tryFail);
        running = promise;
        engine.add(promise);
    }

    @AfterEach
    void stop() {
        // A stop waits for the window that runs; no test needs its words any more.
        byItself = true;
        if (running != null) {
            running.tryFail(new Fault(Fault.Code.CANCELLED, "The test is over."));
        }
        await(vertx.close());
        assertEquals(List.of(), uncaught);
    }

    void deploy() {
        deploy(Map.of());
    }

    /** @param settings by key, where they are not the defaults */
    void deploy(Map<String, ?> settings) {
        deployment = await(vertx.deployVerticle(new JobVerticle(bus, Config.defaults().with(Map.of("data", data)).with(settings), time(), true,
                () -> JobDatabase.open(data, time(), this::connected), new Intervals(firstBackoff, retentionInterval), types()),
                JobVerticle.deployment()));
    }

    List<JobType.Factory> types() {
        return JobVerticle.TYPES;
    }

    /** The store has a new connection; tests of its failures put theirs around it. */
    Connection connected(Connection connection) {
        return connection;
    }

    /** A time of the test's own: each look at it is a millisecond after the one before. */
    Clock time() {
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
                return Instant.ofEpochMilli(clock.incrementAndGet());
            }
        };
    }

    void redeploy() {
        redeploy(Map.of());
    }

    void redeploy(Map<String, ?> settings) {
        await(vertx.undeploy(deployment));
        deploy(settings);
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : e;
        }
    }

    Future<Job> submit(String name, Priority priority, boolean owned) {
        try {
            Path file = (owned ? Config.defaults().with(Map.of("data", data)).uploads() : data).resolve(name);
            Files.createDirectories(file.getParent());
            if (!name.startsWith("missing")) {
                Files.writeString(file, "audio");
            }
            return bus.request(JobMessages.SUBMIT,
                    new SubmitTranscription(file.toString(), null, owned, priority, name.contains("none") ? "none" : null, null, false,
                    null, null, null));
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
    }

    public Job submitted(String name) {
        return await(submit(name, null, false));
    }

    public Job ended(String id) {
        Job job;
        do {
            job = await(bus.request(JobMessages.AWAIT, new AwaitJob(id, 20)));
            assertFalse(job.state() == JobState.PAUSED, job.toString());
        } while (!job.state().ended());
        return job;
    }

    Job get(String id) {
        return await(bus.request(JobMessages.GET, new ById(id)));
    }

    /** The next window that the engine is given. */
    Promise<TranscribedWindow> window() {
        try {
            return engine.take();
        } catch (InterruptedException e) {
            throw new AssertionError("the engine got no window", e);
        }
    }

    /** The next download that is asked for. */
    Promise<DownloadMessages.Fetched> fetch() {
        try {
            return fetches.take();
        } catch (InterruptedException e) {
            throw new AssertionError("nothing was fetched", e);
        }
    }

    /** The next download that is stopped. */
    String stopped() {
        try {
            return stops.take();
        } catch (InterruptedException e) {
            throw new AssertionError("nothing was stopped", e);
        }
    }

    /** The next lease that is given back. */
    public String released() {
        try {
            return releases.take();
        } catch (InterruptedException e) {
            throw new AssertionError("nothing was given back", e);
        }
    }

    void fetchedOne() {
        try {
            fetched.take();
        } catch (InterruptedException e) {
            throw new AssertionError("no window was asked for", e);
        }
    }

    /** A window of a job has come to the engine. */
    void queuedWindowOf(Job job) {
        try {
            while (!queued.take().job().equals(job.id())) {
                // Another job's.
            }
        } catch (InterruptedException e) {
            throw new AssertionError("the engine got no window of " + job, e);
        }
    }

    /** The next cancel that the engine has done. */
    CancelTicket cancel() {
        try {
            return cancels.take();
        } catch (InterruptedException e) {
            throw new AssertionError("nothing was cancelled", e);
        }
    }

    void finishWindow() {
        window().complete();
    }

    /** Every file is closed in the end; one that opened after its job had ended, a little later. */
    public void awaitNoSessions() {
        try {
            while (!sessions.isEmpty()) {
                closed.take();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("open files: " + sessions.keySet(), e);
        }
    }

    static Fault fault(Future<?> future) {
        return assertThrows(Fault.class, () -> await(future));
    }

    /** The job when it is in a state, be it now or later. */
    Job reach(String id, JobState state) {
        Future<Job> later = changed(id, state);
        Job now = get(id);
        return now.state() == state ? now : await(later);
    }

    Future<Job> changed(String id, JobState state) {
        Promise<Job> changed = Promise.promise();
        bus.subscribe(JobMessages.CHANGED, job -> {
            if (job.id().equals(id) && job.state() == state) {
                changed.tryComplete(job);
            }
        });
        return changed.future();
    }
}
