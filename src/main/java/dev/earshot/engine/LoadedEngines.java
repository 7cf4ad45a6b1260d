package dev.earshot.engine;

import dev.earshot.engine.spi.SpeechEngine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The engines that are loaded, by the names of their models, for who asks while one of them works. Thread-safe. */
final class LoadedEngines {

    private final Map<String, SpeechEngine> engines = new ConcurrentHashMap<>();

    void add(String model, SpeechEngine engine) {
        engines.put(model, engine);
    }

    void remove(String model) {
        engines.remove(model);
    }

    Map<String, SpeechEngine> byModel() {
        return Map.copyOf(engines);
    }
}
