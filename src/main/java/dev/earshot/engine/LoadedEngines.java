package dev.earshot.engine;

import dev.earshot.engine.spi.SpeechEngine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The loaded engines, by the names of their models; can be read while one of them is working. Thread-safe. */
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
