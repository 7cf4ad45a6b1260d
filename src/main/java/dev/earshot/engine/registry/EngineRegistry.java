package dev.earshot.engine.registry;

import dev.earshot.bus.Fault;
import dev.earshot.engine.spi.EngineFactory;
import dev.earshot.engine.whisper.WhisperFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Which engine reads which model. */
public final class EngineRegistry {

    /** A new engine is a line here. */
    private static final List<EngineFactory> ENGINES = List.of(new WhisperFactory());

    private EngineRegistry() {
    }

    /**
     * The engine of a name.
     *
     * @throws Fault {@code bad-model} where there is none such
     */
    public static EngineFactory named(String name) {
        return ENGINES.stream().filter(engine -> engine.name().equals(name)).findFirst().orElseThrow(() -> new Fault(Fault.Code.BAD_MODEL,
                "This Earshot has no engine '" + name + "', which the model needs; it has "
                        + ENGINES.stream().map(EngineFactory::name).collect(Collectors.joining(", ")) + ". Choose another model."));
    }

    /** The engine for a file, by what that contains; the first one, whose check then says what is wrong, where it is no model of any. */
    public static EngineFactory of(Path model) {
        return ENGINES.stream().filter(engine -> engine.isFormatOf(model)).findFirst().orElse(ENGINES.get(0));
    }
}
