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
 * Opens files and reads them window by window. Interactive and batch work have threads of their own, and among each those who read
 * long silence take turns: nobody waits for the end of another's file. See {@link AudioMessages}.
 */
public final class AudioVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(AudioVerticle.class);
    private static final int INTERACTIVE_THREADS = 3;
    private static final int BATCH_THREADS = 2;
    private static final int SETTLE_SECONDS = 10;

    private final Bus bus;
    private final Config config;
    private final AudioLimits limits;
    private final Children children;
    private final Map<String, Held> sessions = new HashMap<>();
    private final Set<AudioSession> opening = new HashSet<>();
    private final Outstanding reading = new Outstanding();
    /** Sessions that are open or being opened. */
    private int taken;
    private WorkerExecutor interactive;
    private WorkerExecutor batch;
    private boolean stopping;

    /** A session, and the timer that ends it where nobody asks for anything. */
    private static final class Held {
        final AudioSession session;
        final WorkerExecutor workers;
        long idle = -1;

        Held(AudioSession session, WorkerExecutor workers) {
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
        // A slice of a file on a slow disk may take its time: nothing is blocked by it but the jobs of its kind.
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
        sessions.values().forEach(held -> held.session.close());
        sessions.clear();
        opening.forEach(AudioSession::close);
        return reading.settled().timeout(SETTLE_SECONDS, TimeUnit.SECONDS).transform(settled -> Future.join(interactive.close(), batch.close()))
                .onComplete(closed -> children.close());
    }

    private Future<OpenedAudio> open(OpenAudio request) {
        if (request.path() == null) {
            throw Fault.badRequest("'path' must name a file on the machine of the service.");
        }
        if (taken >= limits.sessions()) {
            throw full();
        }
        taken++;
        WorkerExecutor workers = request.priority() == Priority.BATCH ? batch : interactive;
        return reading.add(workers.executeBlocking(() -> AudioSession.of(request, config, limits, children), false)).compose(session -> {
            opening.add(session);
            return inTurns(session, workers, session::begin).map(begun -> hold(new Held(session, workers)))
                    .onComplete(begun -> opening.remove(session)).onFailure(error -> session.close());
        }).onFailure(error -> taken--);
    }

    private Fault full() {
        return new Fault(Fault.Code.QUEUE_FULL, "All " + limits.sessions() + " audio sessions are open. Close those that are not needed any more, or try again "
                + "later: a session of which nothing is asked is closed after " + limits.idle().toMinutes() + " minutes.");
    }

    private OpenedAudio hold(Held held) {
        if (stopping) {
            throw stopped();
        }
        String name = UUID.randomUUID().toString();
        sessions.put(name, held);
        endWhenIdle(name, held);
        return held.session.opened(name);
    }

    private Future<PcmMessage<AudioWindow>> next(NextWindow request) {
        Held held = sessions.get(request.session());
        if (held == null) {
            throw new Fault(Fault.Code.NOT_FOUND, "There is no audio session '" + request.session() + "'.");
        }
        vertx.cancelTimer(held.idle);
        return inTurns(held.session, held.workers, () -> held.session.next(request.longest()))
                .onSuccess(window -> endWhenIdle(request.session(), held)).onFailure(error -> end(request.session()));
    }

    /** Whoever opened it may be gone. */
    private void endWhenIdle(String name, Held held) {
        if (sessions.containsKey(name)) {
            vertx.cancelTimer(held.idle);
            held.idle = vertx.setTimer(limits.idle().toMillis(), id -> {
                LOG.info("An audio session was ended of which nothing was asked for {} s", limits.idle().toSeconds());
                end(name);
            });
        }
    }

    /** Reads slice by slice, looking now and then whether the decoder still gets anywhere. */
    private <T> Future<T> inTurns(AudioSession session, WorkerExecutor workers, Callable<Optional<T>> slice) {
        long[] last = {AudioSession.NOT_READING};
        long watch = vertx.setPeriodic(config.audio().stallSeconds() * 1000L, id -> {
            long now = session.progress();
            if (now != AudioSession.NOT_READING && now == last[0]) {
                session.abort();
            }
            last[0] = now;
        });
        Promise<T> done = Promise.promise();
        turn(workers, slice, done);
        return done.future().onComplete(result -> vertx.cancelTimer(watch));
    }

    private <T> void turn(WorkerExecutor workers, Callable<Optional<T>> slice, Promise<T> done) {
        if (stopping) {
            done.fail(stopped());
            return;
        }
        reading.add(workers.executeBlocking(slice, false)).onFailure(done::fail).onSuccess(result ->
                result.ifPresentOrElse(done::complete, () -> turn(workers, slice, done)));
    }

    private static Fault stopped() {
        return new Fault(Fault.Code.UNAVAILABLE, "The service is stopping.");
    }

    private Future<Empty> close(CloseAudio request) {
        end(request.session());
        return Future.succeededFuture(Empty.INSTANCE);
    }

    private void end(String name) {
        Held held = sessions.remove(name);
        if (held != null) {
            taken--;
            vertx.cancelTimer(held.idle);
            held.session.close();
        }
    }
}
