package dev.earshot.engine.spi;

import dev.earshot.bus.Fault;
import dev.earshot.speech.Segment;

import java.util.function.Consumer;

/**
 * One loaded model. All methods belong to one thread, except {@link #abort}, {@link #alive} and
 * {@link #pid}, which any thread may call.
 */
public interface SpeechEngine extends AutoCloseable {

    /** The same for nobody who listens. */
    default Recognition recognise(WindowRequest window) throws EngineLost, WindowAborted {
        return recognise(window, null);
    }

    /**
     * Recognises the words of a window.
     *
     * @param progress gets each segment as soon as its text and times are final, in their order, on the thread of this call; null for nobody. What
     *                 it got of a call that fails counts for nothing. An engine that cannot tell them earlier tells none
     * @throws WindowAborted where {@link #abort} ended it and the engine can go on
     * @throws EngineLost where the process that holds the model ended meanwhile; this engine is of no more use then
     * @throws Fault      {@code internal} where the native library itself reports a failure
     */
    Recognition recognise(WindowRequest window, Consumer<Segment> progress) throws EngineLost, WindowAborted;

    /** Gives the system the memory back that is only kept so that the next window is quicker, as far as the platform can. */
    default void trimMemory() {
    }

    /** What its model can do. */
    Capabilities capabilities();

    /** What does the work. */
    EngineInfo info();

    /**
     * Ends a running {@link #recognise}, or the next one where none runs, if this engine can: it then throws {@link WindowAborted}, or {@link EngineLost}
     * where its process had to be ended. Returns at once.
     */
    void abort();

    /** Whether the process that holds the model is still there; by default it is this one. */
    default boolean alive() {
        return true;
    }

    /** The process that holds the model. */
    default long pid() {
        return ProcessHandle.current().pid();
    }

    /** Ends the model; returns when its memory is free. */
    @Override
    void close();
}
