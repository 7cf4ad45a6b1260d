package dev.earshot.engine;

import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.engine.EngineMessages.LibraryPin;
import dev.earshot.engine.process.ProcessEngine;
import dev.earshot.engine.registry.EngineRegistry;
import dev.earshot.engine.spi.EngineFactory;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.LibraryChoice;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.machine.Children;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * Starts engines on checked files: with the library that is configured, or, where that cannot be used, with the packaged one. Belongs to the engine's thread;
 * {@link #warnings} may be asked on any.
 */
final class EngineStarter {

    private static final Logger LOG = LoggerFactory.getLogger(EngineStarter.class);
    /** The largest model from a slow disk takes minutes. */
    private static final Duration LOAD_LIMIT = Duration.ofMinutes(10);

    private final Config config;
    private final Children children;
    private final Set<String> warnings;
    private final OwnLibraryTrial trial = new OwnLibraryTrial();
    private LibraryChoice choice;

    /** @param warnings get what a person should know, each once; thread-safe */
    EngineStarter(Config config, Children children, Set<String> warnings) {
        this.config = config;
        this.children = children;
        this.warnings = warnings;
        String library = config.engine().library();
        this.choice = library.isEmpty() ? LibraryChoice.PACKAGED
                : new LibraryChoice(Path.of(library), config.engine().useGpu(), config.engine().gpuDevice(), null);
    }

    /**
     * The file is looked at each time: it may have been replaced since.
     *
     * @param pin the only library that may be used; null for the one that is configured, or else the packaged one
     * @throws Fault {@code engine-unavailable} where that library cannot be used
     */
    SpeechEngine start(Path file, LibraryPin pin) throws EngineLost {
        EngineFactory factory = EngineRegistry.of(file);
        factory.check(file);
        SpeechEngine engine;
        if (pin == LibraryPin.PACKAGED) {
            engine = start(factory, file, LibraryChoice.PACKAGED);
        } else if (pin == LibraryPin.OWN) {
            engine = startPinned(factory, file);
        } else {
            engine = choice.own() == null ? start(factory, file, choice) : startOwn(factory, file);
        }
        String lacks = engine.info().lacks();
        if (lacks != null && warnings.add(lacks)) {
            LOG.warn(lacks);
        }
        return engine;
    }

    /** A window was recognised. */
    void onRecognised() {
        trial.passed();
    }

    /** A process has ended that nobody had ended. */
    void onCrashed(String reason) {
        if (choice.own() != null && trial.failed()) {
            choice = choice.refuse(choice.own() + " ended its process " + OwnLibraryTrial.FAILURES + " times in a row without recognising anything. " + reason);
        }
    }

    /** Nobody wants this model by another library, however that one is. */
    private SpeechEngine startPinned(EngineFactory factory, Path file) throws EngineLost {
        if (choice.own() == null) {
            throw pinned(choice.refused() == null ? "engine.library names none." : choice.refused());
        }
        try {
            return start(factory, file, choice);
        } catch (Fault fault) {
            throw fault.code() == Fault.Code.ENGINE_UNAVAILABLE ? pinned(fault.getMessage()) : fault;
        }
    }

    private static Fault pinned(String reason) {
        return new Fault(Fault.Code.ENGINE_UNAVAILABLE, "The catalog has this model loaded by a library of your own only (\"library\": \"own\"), and "
                + "there is none that can be used: " + reason);
    }

    private SpeechEngine startOwn(EngineFactory factory, Path file) throws EngineLost {
        try {
            return start(factory, file, choice);
        } catch (Fault fault) {
            LibraryChoice packaged = choice.refuse(fault.getMessage());
            if (fault.code() == Fault.Code.ENGINE_UNAVAILABLE) {
                // That is so for every model.
                choice = packaged;
            }
            return start(factory, file, packaged);
        } catch (EngineLost lost) {
            // Of a library that ends the process it may be the model: too large for a GPU, for one.
            return start(factory, file, choice.refuse(choice.own() + " ended its process while it loaded " + file.getFileName() + ". " + lost.getMessage()));
        }
    }

    private SpeechEngine start(EngineFactory factory, Path file, LibraryChoice with) throws EngineLost {
        return config.engine().isolation() == Config.Isolation.NONE ? factory.load(file, factory.install(config.data()), with, LOG::debug)
                : ProcessEngine.start(file, config.data(), with, LOAD_LIMIT, children);
    }
}
