package dev.earshot.engine.process;

import dev.earshot.engine.spi.SpeechEngine;

/** Which window of the engine process runs, and which was cancelled: a cancel can come before its window begins, and after it has ended. Thread-safe. */
final class WindowCancels {

    private static final long NONE = -1;

    private SpeechEngine engine;
    private long running = NONE;
    private long cancelled = NONE;

    /**
     * A window is about to run.
     *
     * @return whether it still should
     */
    synchronized boolean begin(long window, SpeechEngine itsEngine) {
        if (cancelled == window) {
            return false;
        }
        engine = itsEngine;
        running = window;
        return true;
    }

    synchronized void end() {
        running = NONE;
    }

    synchronized void cancel(long window) {
        cancelled = window;
        if (running == window) {
            engine.abort();
        }
    }
}
