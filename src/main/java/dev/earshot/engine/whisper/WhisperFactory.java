package dev.earshot.engine.whisper;

import dev.earshot.bus.FailureReason;
import dev.earshot.bus.Fault;
import dev.earshot.engine.spi.Capabilities;
import dev.earshot.engine.spi.EngineFactory;
import dev.earshot.engine.spi.LibraryChoice;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.whisper.binding.NativeFolder;
import dev.earshot.engine.whisper.binding.UnfitLibrary;
import dev.earshot.engine.whisper.binding.WhisperLibrary;
import dev.earshot.speech.Language;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Whisper models in ggml form. */
public final class WhisperFactory implements EngineFactory {

    private static final String LACKS = "The speech engine tells text and times of segments only, no tokens and no probabilities: ";

    @Override
    public String name() {
        return "whisper";
    }

    @Override
    public boolean isFormatOf(Path model) {
        return ModelFile.isGgml(model);
    }

    @Override
    public Capabilities check(Path model) {
        return capabilities(ModelFile.check(model).multilingual(), false, false);
    }

    @Override
    public Path install(Path data) {
        try {
            return NativeFolder.unpack(data).map(NativeFolder::folder).orElseThrow(() -> new Fault(Fault.Code.ENGINE_UNAVAILABLE,
                    "The speech engine cannot be loaded on this machine: there is none for " + System.getProperty("os.name") + " on "
                            + System.getProperty("os.arch") + "."));
        } catch (IOException e) {
            // A full disk prevents it until there is room again.
            throw new Fault(Fault.Code.ENGINE_CRASHED, "The speech engine cannot be unpacked: " + FailureReason.of(e));
        }
    }

    @Override
    public SpeechEngine load(Path model, Path natives, LibraryChoice choice, Consumer<String> log) {
        NativeFolder folder = new NativeFolder(natives);
        folder.use();
        if (choice.own() != null) {
            return own(model, folder, choice, log);
        }
        Optional<Path> library = folder.whisper();
        if (library.isEmpty()) {
            return JniEngine.load(model, log, choice, LACKS + "this platform's library does not show its functions.");
        }
        try {
            return CApiEngine.load(WhisperLibrary.open(library.get(), log), model, choice);
        } catch (UnfitLibrary unfit) {
            return JniEngine.load(model, log, choice, LACKS + unfit.getMessage());
        }
    }

    private static SpeechEngine own(Path model, NativeFolder packaged, LibraryChoice choice, Consumer<String> log) {
        if (packaged.whisper().isEmpty()) {
            throw new Fault(Fault.Code.ENGINE_UNAVAILABLE,
                    choice.own() + " cannot be used on this platform, where the engine cannot bind a library's functions.");
        }
        try {
            return CApiEngine.load(WhisperLibrary.openOwn(choice.own(), log), model, choice);
        } catch (UnfitLibrary unfit) {
            throw new Fault(Fault.Code.ENGINE_UNAVAILABLE, unfit.getMessage());
        }
    }

    /**
     * @param bound whether the C API is there
     * @param words whether it tells the times of words
     */
    static Capabilities capabilities(boolean multilingual, boolean bound, boolean words) {
        return new Capabilities(multilingual ? List.copyOf(Language.codes()) : List.of("en"), multilingual, true, words, false, bound);
    }
}
