package dev.earshot.engine;

import dev.earshot.bus.Fault;
import dev.earshot.bus.PcmMessage;
import dev.earshot.engine.EngineMessages.CancelTicket;
import dev.earshot.engine.EngineMessages.TranscribeWindow;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.log.Logging;
import dev.earshot.log.SlowLog;
import dev.earshot.speech.Pcm;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;

/** Gives the engine one window at a time, in the order of a {@link WindowQueue}. Belongs to one thread. */
final class EngineDispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(EngineDispatcher.class);
    private static final Duration SLOW_WINDOW = Duration.ofSeconds(10);

    /** A queued or running window; {@code since} is its arrival, by {@link System#nanoTime}. */
    record PendingWindow(PcmMessage<TranscribeWindow> audio, Cancellation cancellation, Promise<TranscribedWindow> answer, long since) {

        TranscribeWindow request() {
            return audio.meta();
        }

        Duration waited() {
            return Duration.ofNanos(System.nanoTime() - since);
        }
    }

    private final WindowQueue<PendingWindow> queue;
    private final Function<PendingWindow, Future<TranscribedWindow>> engine;
    private final IdleWork idle;
    private final Executor here;
    private PendingWindow running;
    private boolean closed;

    /**
     * @param engine recognises a window, on a thread of its own
     * @param idle   notified when there is no window any more, and when one arrives
     * @param here   runs tasks on the thread that this belongs to
     */
    EngineDispatcher(WindowQueue.Capacity limits, Function<PendingWindow, Future<TranscribedWindow>> engine, IdleWork idle, Executor here) {
        this.idle = idle;
        this.queue = new WindowQueue<>(limits, PendingWindow::request);
        this.engine = engine;
        this.here = here;
    }

    /** @throws Fault {@code queue-full}, or {@code cancelled} where the engine is being stopped */
    Future<TranscribedWindow> transcribe(PcmMessage<TranscribeWindow> audio) {
        if (closed) {
            throw Cancellation.cancelled();
        }
        PendingWindow window = new PendingWindow(audio, new Cancellation(), Promise.promise(), System.nanoTime());
        queue.add(window);
        idle.onBusy();
        dispatch();
        return window.answer().future();
    }

    void cancel(CancelTicket request) {
        withdraw(window -> window.request().ticket().equals(request.ticket()));
        if (!request.waitingOnly() && running != null && running.request().ticket().equals(request.ticket())) {
            running.cancellation().cancel();
        }
    }

    /** Cancels all windows, queued, running, and those that arrive later. */
    void close() {
        closed = true;
        idle.onBusy();
        withdraw(window -> true);
        if (running != null) {
            running.cancellation().cancel();
        }
    }

    boolean isBusy(SpeechEngine loaded) {
        return running != null && running.cancellation().runs(loaded);
    }

    private void withdraw(Predicate<PendingWindow> meant) {
        queue.remove(meant).forEach(window -> window.answer().fail(Cancellation.cancelled()));
    }

    private void dispatch() {
        if (running == null) {
            running = queue.poll();
            if (running != null) {
                PendingWindow window = running;
                engine.apply(window).onComplete(answer -> here.execute(() -> onAnswer(window, answer)));
            }
        }
    }

    private void onAnswer(PendingWindow window, AsyncResult<TranscribedWindow> answer) {
        running = null;
        if (answer.succeeded()) {
            logSlow(window, answer.result());
            window.answer().complete(answer.result());
        } else {
            window.answer().fail(answer.cause());
        }
        dispatch();
        if (running == null && !closed) {
            idle.onIdle();
        }
    }

    /**
     * Logs a slow window: one that took longer than its audio, and longer than 10 s.
     *
     * @param audio        seconds of it
     * @param waiting      for other windows, for a model to load
     * @param engine       inside the engine
     * @param restarts     of its process on the way
     * @param audioContext encoder positions, of 1500
     */
    static Optional<String> slow(double audio, Duration waiting, Duration engine, int restarts, int audioContext) {
        Duration took = waiting.plus(engine);
        return took.toMillis() <= audio * 1000 ? Optional.empty() : SlowLog.line(took, SLOW_WINDOW,
                "A window of %.1f s of audio took %s s: waiting %s s, engine %s s, %d restarts, audio context %d", audio, SlowLog.seconds(took),
                SlowLog.seconds(waiting), SlowLog.seconds(engine), restarts, audioContext);
    }

    private static void logSlow(PendingWindow window, TranscribedWindow heard) {
        slow(Pcm.seconds(window.audio().pcm().length()), Duration.ofMillis(heard.waitedMs()), Duration.ofMillis(heard.milliseconds()),
                heard.restarts(), heard.audioContext()).ifPresent(words -> {
                    String job = window.request().job();
                    (job == null ? LOG.atWarn() : LOG.atWarn().addKeyValue(Logging.JOB, job)).log(words);
                });
    }
}
