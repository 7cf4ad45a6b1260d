package dev.earshot.engine.registry;

import dev.earshot.engine.spi.EngineFactory;
import dev.earshot.engine.whisper.WhisperFactory;

import java.nio.file.Path;
import java.util.List;

/** Which engine reads which model. */
public final class EngineRegistry {

    /** A new engine is a line here. */
    private static final List<EngineFactory> ENGINES = List.of(new WhisperFactory());

    private EngineRegistry() {
    }

    /** The engine for a file, by what that contains; the first one, whose check then says what is wrong, where it is no model of any. */
    public static EngineFactory of(Path model) {
        return ENGINES.stream().filter(engine -> engine.isFormatOf(model)).findFirst().orElse(ENGINES.get(0));
    }
}
