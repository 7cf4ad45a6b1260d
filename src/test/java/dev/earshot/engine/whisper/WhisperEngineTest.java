package dev.earshot.engine.whisper;

import dev.earshot.engine.SpeechEngineContract;
import dev.earshot.engine.spi.SpeechEngine;

import java.nio.file.Path;

/** The contract in this JVM. */
class WhisperEngineTest extends SpeechEngineContract {

    @Override
    protected SpeechEngine start(Path model) {
        return WhisperEngine.load(model, line -> { });
    }
}
