package dev.earshot.engine;

import java.nio.file.Path;

/** The contract in this JVM. */
class WhisperEngineTest extends SpeechEngineContract {

    @Override
    SpeechEngine start(Path model) {
        return new WhisperEngine(model, line -> { });
    }
}
