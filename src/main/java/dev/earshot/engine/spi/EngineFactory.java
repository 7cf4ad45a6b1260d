package dev.earshot.engine.spi;

import dev.earshot.bus.Fault;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Makes engines for the model files of one format. */
public interface EngineFactory {

    /** What catalogs call it. */
    String name();

    /** Whether a file begins as this format does. */
    boolean isFormatOf(Path model);

    /**
     * Checks all of a file that native code will trust.
     *
     * @return what the model can do
     * @throws Fault {@code bad-model} with a sentence that says what is wrong
     */
    Capabilities check(Path model);

    /**
     * Loads a model that was checked into this JVM.
     *
     * @param log gets the native library's lines
     * @throws Fault {@code bad-model} where the native library refuses it, {@code engine-unavailable} where that cannot be loaded
     */
    SpeechEngine load(Path model, Consumer<String> log);
}
