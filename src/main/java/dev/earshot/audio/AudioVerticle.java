package dev.earshot.audio;

import dev.earshot.audio.AudioMessages.Close;
import dev.earshot.audio.AudioMessages.Next;
import dev.earshot.audio.AudioMessages.Open;
import dev.earshot.audio.AudioMessages.Opened;
import dev.earshot.audio.AudioMessages.Window;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Sound;
import dev.earshot.config.Config;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Opens files and reads them window by window, on threads of its own. See {@link AudioMessages}. */
public final class AudioVerticle extends VerticleBase {

    private static final int THREADS = 4;

    private final Bus bus;
    private final Config config;
    private final Map<String, AudioSession> sessions = new HashMap<>();
    private WorkerExecutor workers;

    public AudioVerticle(Bus bus, Config config) {
        this.bus = bus;
        this.config = config;
    }

    @Override
    public Future<?> start() {
        // Silence of hours is one long read: nothing is blocked by it but the job that asked.
        workers = vertx.createSharedWorkerExecutor("earshot-audio", THREADS, 1, TimeUnit.HOURS);
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
        sessions.values().forEach(AudioSession::close);
        sessions.clear();
        return workers.close();
    }

    private Future<Opened> open(Open request) {
        return workers.executeBlocking(() -> AudioSession.of(Path.of(request.path()), request.from(), config), false)
                .compose(session -> watched(session, session::begin).map(begun -> {
                    String name = UUID.randomUUID().toString();
                    sessions.put(name, session);
                    return session.opened(name);
                }).onFailure(error -> session.close()));
    }

    private Future<Sound<Window>> next(Next request) {
        AudioSession session = sessions.get(request.session());
        if (session == null) {
            throw new Fault(Fault.Code.NOT_FOUND, "There is no audio session '" + request.session() + "'.");
        }
        return watched(session, () -> session.next(request.longest())).onFailure(error -> end(request.session()));
    }

    /** Reads, looking now and then whether the decoder still gets anywhere. */
    private <T> Future<T> watched(AudioSession session, Callable<T> reading) {
        long[] last = {AudioSession.NOT_READING};
        long watch = vertx.setPeriodic(config.audio().stallSeconds() * 1000L, id -> {
            long now = session.progress();
            if (now != AudioSession.NOT_READING && now == last[0]) {
                session.endStalled();
            }
            last[0] = now;
        });
        return workers.executeBlocking(reading, false).onComplete(done -> vertx.cancelTimer(watch));
    }

    private Future<Empty> close(Close request) {
        end(request.session());
        return Future.succeededFuture(Empty.INSTANCE);
    }

    private void end(String name) {
        AudioSession session = sessions.remove(name);
        if (session != null) {
            session.close();
        }
    }
}
