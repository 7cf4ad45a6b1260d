package dev.earshot.audio;

import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.audio.AudioMessages.CloseAudio;
import dev.earshot.audio.AudioMessages.NextWindow;
import dev.earshot.audio.AudioMessages.OpenAudio;
import dev.earshot.audio.AudioMessages.OpenedAudio;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Outstanding;
import dev.earshot.bus.PcmMessage;
import dev.earshot.config.Config;
import dev.earshot.machine.Children;
import dev.earshot.speech.Priority;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Opens files and reads them window by window. Interactive and batch reads have separate threads, and long silence is read in
 * slices between which other files are served: no file waits for the end of another. See {@link AudioMessages}.
 */
public final class AudioVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(AudioVerticle.class);
    private static final int INTERACTIVE_THREADS = 3;
    private static final int BATCH_THREADS = 2;
    private static final int STOP_TIMEOUT_SECONDS = 10;

    private final Bus bus;
    private final Config config;
    private final AudioLimits limits;
    private final Children children;
    private final Map<String, OpenSession> sessions = new HashMap<>();
    private final Set<AudioSession> opening = new HashSet<>();
    private final Outstanding pendingReads = new Outstanding();
    /** Sessions that are open or being opened. */
    private int sessionCount;
    private WorkerExecutor interactive;
    private WorkerExecutor batch;
    private boolean stopping;

    /** A session, and the timer that closes it if no request comes. */
    private static final class OpenSession {
        final AudioSession session;
        final WorkerExecutor workers;
        long idleTimer = -1;

        OpenSession(AudioSession session, WorkerExecutor workers) {
            this.session = session;
            this.workers = workers;
        }
    }

    public AudioVerticle(Bus bus, Config config) {
        this(bus, config, AudioLimits.of(config));
    }

    AudioVerticle(Bus bus, Config config, AudioLimits limits) {
        this.bus = bus;
        this.config = config;
        this.limits = limits;
        this.children = new Children(config.data());
    }

    @Override
    public Future<?> start() {
        // A slice of a file on a slow disk may take long, which must not be logged as a blocked thread.
        interactive = vertx.createSharedWorkerExecutor("earshot-audio", INTERACTIVE_THREADS, 1, TimeUnit.HOURS);
        batch = vertx.createSharedWorkerExecutor("earshot-audio-batch", BATCH_THREADS, 1, TimeUnit.HOURS);
        bus.handle(AudioMessages.OPEN, this::open);
        bus.handle(AudioMessages.NEXT, this::next);
        bus.handle(AudioMessages.CLOSE, this::close);
        return vertx.executeBlocking(() -> {
            FfmpegBinary.sweep(config.data());
            return null;
        });
    }

    @Override
    public Future<?> stop() {
        stopping = true;
        sessions.values().forEach(open -> open.session.close());
        sessions.clear();
        opening.forEach(AudioSession::close);
        return pendingReads.settled().timeout(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS).transform(settled -> Future.join(interactive.close(), batch.close()))
                .onComplete(closed -> children.close());
    }

    private Future<OpenedAudio> open(OpenAudio request) {
        if (request.path() == null) {
            throw Fault.badRequest("'path' must name a file on the machine of the service.");
        }
        if (sessionCount >= limits.maxSessions()) {
            throw full();
        }
        sessionCount++;
        WorkerExecutor workers = request.priority() == Priority.BATCH ? batch : interactive;
        return pendingReads.add(workers.executeBlocking(() -> AudioSession.create(request, config, limits, children), false)).compose(session -> {
            opening.add(session);
            return readInSlices(session, workers, session::begin).map(begun -> register(new OpenSession(session, workers)))
                    .onComplete(begun -> opening.remove(session)).onFailure(error -> session.close());
        }).onFailure(error -> sessionCount--);
    }

    private Fault full() {
        return new Fault(Fault.Code.QUEUE_FULL, "All " + limits.maxSessions() + " audio sessions are open. Close those that are no longer needed, or try again "
                + "later: a session without requests is closed after " + limits.idleTimeout().toMinutes() + " minutes.");
    }

    private OpenedAudio register(OpenSession open) {
        if (stopping) {
            throw stopped();
        }
        String name = UUID.randomUUID().toString();
        sessions.put(name, open);
        startIdleTimer(name, open);
        return open.session.opened(name);
    }

    private Future<PcmMessage<AudioWindow>> next(NextWindow request) {
        OpenSession open = sessions.get(request.session());
        if (open == null) {
            throw new Fault(Fault.Code.NOT_FOUND, "There is no audio session '" + request.session() + "'.");
        }
        vertx.cancelTimer(open.idleTimer);
        return readInSlices(open.session, open.workers, () -> open.session.next(request.longest()))
                .onSuccess(window -> startIdleTimer(request.session(), open)).onFailure(error -> endSession(request.session()));
    }

    /** The client that opened the session may have died. */
    private void startIdleTimer(String name, OpenSession open) {
        if (sessions.containsKey(name)) {
            vertx.cancelTimer(open.idleTimer);
            open.idleTimer = vertx.setTimer(limits.idleTimeout().toMillis(), id -> {
                LOG.info("Closed an audio session that had no request for {} s", limits.idleTimeout().toSeconds());
                endSession(name);
            });
        }
    }

    /** Reads slice by slice, and ends a decoder that makes no progress between two ticks of a timer. */
    private <T> Future<T> readInSlices(AudioSession session, WorkerExecutor workers, Callable<Optional<T>> slice) {
        long[] last = {AudioSession.NOT_READING};
        long watch = vertx.setPeriodic(config.audio().stallSeconds() * 1000L, id -> {
            long now = session.progress();
            if (now != AudioSession.NOT_READING && now == last[0]) {
                session.abort();
            }
            last[0] = now;
        });
        Promise<T> done = Promise.promise();
        readSlice(workers, slice, done);
        return done.future().onComplete(result -> vertx.cancelTimer(watch));
    }

    private <T> void readSlice(WorkerExecutor workers, Callable<Optional<T>> slice, Promise<T> done) {
        if (stopping) {
            done.fail(stopped());
            return;
        }
        pendingReads.add(workers.executeBlocking(slice, false)).onFailure(done::fail).onSuccess(result ->
                result.ifPresentOrElse(done::complete, () -> readSlice(workers, slice, done)));
    }

    private static Fault stopped() {
        return new Fault(Fault.Code.UNAVAILABLE, "The service is stopping.");
    }

    private Future<Empty> close(CloseAudio request) {
        endSession(request.session());
        return Future.succeededFuture(Empty.INSTANCE);
    }

    private void endSession(String name) {
        OpenSession open = sessions.remove(name);
        if (open != null) {
            sessionCount--;
            vertx.cancelTimer(open.idleTimer);
            open.session.close();
        }
    }
}
