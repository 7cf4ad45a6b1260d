package dev.earshot.jobs.transcribe;

import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.PcmMessage;
import dev.earshot.engine.EngineMessages.TranscribeWindow;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import dev.earshot.engine.EngineMessages;
import dev.earshot.jobs.queue.PriorityFifo;
import dev.earshot.log.Logging;
import dev.earshot.log.SlowLog;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Gives the engine one window at a time, those of different jobs in turns. Belongs to the module's thread. */
final class EngineDispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(EngineDispatcher.class);
    private static final int SETTLE_SECONDS = 30;

    /** Who has windows for the engine; one at a time. */
    interface WindowClient {

        boolean interactive();

        /** Its window is being recognised: the next one can be got ready. */
        void taken(PcmMessage<AudioWindow> window);

        /** What became of its window. Not called any more after {@link EngineDispatcher#forget}. */
        void answered(PcmMessage<AudioWindow> window, AsyncResult<TranscribedWindow> answer);
    }

    /** @param since when it became ready, in nanoseconds of no particular origin */
    private record QueuedWindow(WindowClient speaker, PcmMessage<AudioWindow> window, TranscribeWindow request, long since) {
    }

    private final Bus bus;
    private final Duration timeout;
    private final PriorityFifo<QueuedWindow> ready = new PriorityFifo<>();
    private Future<?> engine = Future.succeededFuture();
    private QueuedWindow running;
    private boolean settling;

    /** @param patience how long an answer of the engine may take */
    EngineDispatcher(Bus bus, Duration patience) {
        this.bus = bus;
        this.timeout = patience;
    }

    /** A window whose turn will come. */
    void ready(WindowClient speaker, PcmMessage<AudioWindow> window, TranscribeWindow request) {
        ready.add(new QueuedWindow(speaker, window, request, System.nanoTime()), speaker.interactive());
        dispatch();
    }

    /** Whether a window of this one waits for its turn or runs. */
    boolean busyWith(WindowClient speaker) {
        return running != null && running.speaker() == speaker;
    }

    /** What this one has here is of no more use; a window that runs is ended. */
    Future<?> forget(WindowClient speaker) {
        ready.removeIf(turn -> turn.speaker() == speaker);
        if (!busyWith(speaker)) {
            return Future.succeededFuture();
        }
        String ticket = running.request().ticket();
        running = null;
        return bus.request(EngineMessages.CANCEL, new EngineMessages.CancelTicket(ticket));
    }

    /** Begins no more turns; completes when the present window has ended, or does not end soon. */
    Future<?> settle() {
        settling = true;
        // Nobody waits for an engine that somebody has stopped.
        return engine.isComplete() ? engine : Future.any(engine.timeout(SETTLE_SECONDS, TimeUnit.SECONDS), halted());
    }

    /** Succeeds where the engine's process is halted by a signal; else fails at once. */
    private Future<?> halted() {
        return bus.request(EngineMessages.STATUS, Empty.INSTANCE).compose(status -> status.models().stream().anyMatch(model -> model.busy() && model.stopped())
                ? Future.succeededFuture() : Future.failedFuture("it works"));
    }

    private static void noteSlow(QueuedWindow turn, TranscribedWindow heard) {
        AudioWindow window = turn.window().meta();
        Duration engine = Duration.ofMillis(heard.milliseconds());
        Duration waiting = Duration.ofNanos(System.nanoTime() - turn.since()).minus(engine);
        SlowLog.window(window.end() - window.start(), waiting, engine, heard.restarts(), heard.audioContext()).ifPresent(words ->
                LOG.atWarn().addKeyValue(Logging.JOB, turn.request().ticket().replaceFirst(":\\d+$", "")).log(words));
    }

    private void dispatch() {
        if (settling || !engine.isComplete()) {
            return;
        }
        QueuedWindow turn = ready.poll();
        if (turn == null) {
            return;
        }
        running = turn;
        engine = bus.request(EngineMessages.TRANSCRIBE, new PcmMessage<>(turn.request(), turn.window().pcm()), timeout)
                .onSuccess(heard -> noteSlow(turn, heard)).transform(answer -> {
                    // One that was forgotten hears nothing any more.
                    if (running == turn) {
                        running = null;
                        turn.speaker().answered(turn.window(), answer);
                    }
                    return Future.succeededFuture();
                });
        engine.onComplete(done -> dispatch());
        turn.speaker().taken(turn.window());
    }
}
