package dev.earshot.engine;

import dev.earshot.bus.Fault;
import dev.earshot.engine.spi.SpeechEngine;

/** Cancels one window on request or at its time limit, queued or running. Thread-safe. */
final class Cancellation {

    private SpeechEngine running;
    private Fault.Code reason;

    /** Native code is about to run. */
    synchronized void run(SpeechEngine engine) {
        check();
        running = engine;
    }

    /** Native code has returned or its process is gone. */
    synchronized void rest() {
        running = null;
    }

    /** @throws Fault {@code cancelled} or {@code engine-timeout} where the window was ended */
    synchronized void check() {
        if (reason == Fault.Code.CANCELLED) {
            throw cancelled();
        }
        if (reason != null) {
            throw new Fault(reason, "The window took longer than the configured limit (engine.window_limit_seconds) and was ended."
                    + " Use a smaller model, or raise the limit.");
        }
    }

    void cancel() {
        stop(Fault.Code.CANCELLED);
    }

    void expire() {
        stop(Fault.Code.ENGINE_TIMEOUT);
    }

    synchronized boolean runs(SpeechEngine engine) {
        return running == engine;
    }

    private synchronized void stop(Fault.Code why) {
        if (reason == null) {
            reason = why;
            if (running != null) {
                running.abort();
            }
        }
    }

    static Fault cancelled() {
        return new Fault(Fault.Code.CANCELLED, "Cancelled.");
    }
}
