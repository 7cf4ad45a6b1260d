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
     * Puts the engine's native libraries into the data directory, where they are not there yet. Blocking.
     *
     * @return the folder of them, for {@link #load}
     * @throws Fault {@code engine-crashed} where that fails, which may be better a moment later, {@code engine-unavailable} where this machine is not supported
     */
    Path install(Path data);

    /**
     * Loads a model that was checked into this JVM.
     *
     * @param natives see {@link #install}
     * @param choice  of the library; there is no other one instead, where it cannot be used
     * @param log gets the native library's lines; null for stderr
     * @throws Fault {@code bad-model} where the native library refuses it, {@code engine-unavailable} where that cannot be loaded
     */
    SpeechEngine load(Path model, Path natives, LibraryChoice choice, Consumer<String> log);

    /** The same with the packaged library. */
    default SpeechEngine load(Path model, Path natives, Consumer<String> log) {
        return load(model, natives, LibraryChoice.PACKAGED, log);
    }
}
