package dev.earshot.engine.whisper;

import dev.earshot.engine.spi.Capabilities;
import dev.earshot.engine.spi.EngineFactory;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.speech.Language;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Whisper models in ggml form. */
public final class WhisperFactory implements EngineFactory {

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
        return capabilities(ModelFile.check(model).multilingual());
    }

    @Override
    public SpeechEngine load(Path model, Consumer<String> log) {
        return WhisperEngine.load(model, log);
    }

    static Capabilities capabilities(boolean multilingual) {
        return new Capabilities(multilingual ? List.copyOf(Language.codes()) : List.of("en"), multilingual, true, false, false);
    }
}
