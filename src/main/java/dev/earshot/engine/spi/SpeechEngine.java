package dev.earshot.engine.spi;

import dev.earshot.bus.Fault;

/**
 * One loaded model. All methods belong to one thread, except {@link #abort}, {@link #alive} and
 * {@link #pid}, which any thread may call.
 */
public interface SpeechEngine extends AutoCloseable {

    /**
     * Recognises the words of a window.
     *
     * @throws EngineLost where the process that holds the model ended meanwhile; this engine is of no more use then
     * @throws Fault      {@code internal} where the native library itself reports a failure
     */
    Recognition recognise(WindowRequest window) throws EngineLost;

    /** What its model can do. */
    Capabilities capabilities();

    /** What does the work. */
    EngineInfo info();

    /** Ends a running {@link #recognise} if this engine can; it then throws {@link EngineLost}. In this JVM nothing can. */
    void abort();

    /** Whether the process that holds the model is still there. */
    boolean alive();

    /** The process that holds the model. */
    long pid();

    /** Ends the model; returns when its memory is free. */
    @Override
    void close();
}
