package dev.earshot.jobs;

import dev.earshot.audio.AudioMessages.Window;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Sound;
import dev.earshot.engine.EngineMessages;
import dev.earshot.engine.EngineMessages.Transcribe;
import dev.earshot.engine.EngineMessages.Transcribed;
import dev.earshot.log.Logging;
import dev.earshot.log.Slow;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Gives the engine one window at a time, those of different jobs in turns. Belongs to the room's thread. */
final class EngineTurns {

    private static final Logger LOG = LoggerFactory.getLogger(EngineTurns.class);
    private static final int SETTLE_SECONDS = 30;

    /** Who has windows for the engine; one at a time. */
    interface Speaker {

        boolean interactive();

        /** Its window is being recognised: the next one can be got ready. */
        void taken(Sound<Window> window);

        /** What became of its window. Not called any more after {@link EngineTurns#forget}. */
        void answered(Sound<Window> window, AsyncResult<Transcribed> answer);
    }

    /** @param since when it became ready, in nanoseconds of no particular origin */
    private record Turn(Speaker speaker, Sound<Window> window, Transcribe request, long since) {
    }

    private final Bus bus;
    private final Duration patience;
    private final TurnQueue<Turn> ready = new TurnQueue<>();
    private Future<?> engine = Future.succeededFuture();
    private Turn running;
    private boolean settling;

    /** @param patience how long an answer of the engine may take */
    EngineTurns(Bus bus, Duration patience) {
        this.bus = bus;
        this.patience = patience;
    }

    /** A window whose turn will come. */
    void ready(Speaker speaker, Sound<Window> window, Transcribe request) {
        ready.add(new Turn(speaker, window, request, System.nanoTime()), speaker.interactive());
        dispatch();
    }

    /** Whether a window of this one waits for its turn or runs. */
    boolean busyWith(Speaker speaker) {
        return running != null && running.speaker() == speaker;
    }

    /** What this one has here is of no more use; a window that runs is ended. */
    Future<?> forget(Speaker speaker) {
        ready.removeIf(turn -> turn.speaker() == speaker);
        if (!busyWith(speaker)) {
            return Future.succeededFuture();
        }
        String ticket = running.request().ticket();
        running = null;
        return bus.request(EngineMessages.CANCEL, new EngineMessages.Cancel(ticket));
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

    private static void noteSlow(Turn turn, Transcribed heard) {
        Window window = turn.window().meta();
        Duration engine = Duration.ofMillis(heard.milliseconds());
        Duration waiting = Duration.ofNanos(System.nanoTime() - turn.since()).minus(engine);
        Slow.window(window.end() - window.start(), waiting, engine, heard.restarts(), heard.audioContext()).ifPresent(words ->
                LOG.atWarn().addKeyValue(Logging.JOB, turn.request().ticket().replaceFirst(":\\d+$", "")).log(words));
    }

    private void dispatch() {
        if (settling || !engine.isComplete()) {
            return;
        }
        Turn turn = ready.poll();
        if (turn == null) {
            return;
        }
        running = turn;
        engine = bus.request(EngineMessages.TRANSCRIBE, new Sound<>(turn.request(), turn.window().pcm()), patience)
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
