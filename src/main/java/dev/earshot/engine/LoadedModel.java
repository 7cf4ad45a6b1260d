package dev.earshot.engine;

import dev.earshot.bus.Fault;
import dev.earshot.engine.EngineMessages.EngineChange;
import dev.earshot.engine.spi.Capabilities;
import dev.earshot.engine.spi.EngineInfo;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowAborted;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.speech.Segment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A loaded model: its engine, which is replaced whenever its process has ended. Belongs to the engine's
 * thread.
 */
final class LoadedModel implements AutoCloseable {

    /** Starts an engine on a checked file. */
    interface Starter {
        SpeechEngine start(Path file) throws EngineLost;
    }

    /** Gets an event of {@link EngineMessages.EngineEvent}, the process that it is about, and why. */
    interface Report {
        void event(EngineChange event, Long pid, String reason);
    }

    private static final int TRIES = 2;

    private final String name;
    private final Path file;
    private final Starter starter;
    private final LoadedEngines engines;
    private final MemoryLimit limit;
    private final Report report;
    private SpeechEngine engine;
    /** Of the engine, or the last one. */
    private EngineInfo info;
    private boolean tellsTokens;
    /** Its process has done a window since its memory was looked at. */
    private boolean worked;

    private LoadedModel(String name, Path file, Starter starter, LoadedEngines engines, MemoryLimit limit, Report report) {
        this.name = name;
        this.file = file;
        this.starter = starter;
        this.engines = engines;
        this.limit = limit;
        this.report = report;
    }

    /**
     * Starts an engine on a model, which may take minutes.
     *
     * @param limit  the most resident bytes of its process
     * @param report gets what happens to its processes
     * @throws Fault {@code engine-crashed}, {@code engine-unavailable} or {@code bad-model} where the model does not load
     */
    static LoadedModel load(String name, Path file, Starter starter, LoadedEngines engines, MemoryLimit limit, Report report) {
        LoadedModel model = new LoadedModel(name, file, starter, engines, limit, report);
        model.start(EngineChange.STARTED, "loading " + name);
        return model;
    }

    Capabilities capabilities() {
        return engine.capabilities();
    }

    /** Whether answers have the probabilities of tokens. */
    boolean tellsTokens() {
        return tellsTokens;
    }

    /** Whether the library that does its work, or did, is the user's. */
    boolean usesOwnLibrary() {
        return info.file() != null;
    }

    /** What does its work, or did. */
    EngineInfo info() {
        return info;
    }

    long pid() {
        return engine.pid();
    }

    /** Starts another engine where the last one was ended or crashed. */
    void ensure() {
        if (!alive()) {
            if (engine != null) {
                // Nobody here has ended it.
                report.event(EngineChange.CRASHED, engine.pid(), "its process died between two windows");
            }
            drop();
            start(EngineChange.RESTARTED, "its process was gone");
        }
    }

    /** Another limit for its process, or null for none; it counts from the next window on. */
    void limit(Long bytes) {
        limit.set(bytes);
    }

    /** Between windows: restarts a process that has outgrown its limit. */
    void checkMemory() {
        if (!worked || !alive()) {
            return;
        }
        worked = false;
        MemoryLimit.Outgrown outgrown = limit.check(pid());
        if (outgrown != null && outgrown.restart()) {
            drop();
            start(EngineChange.OUTGROWN, outgrown.reason());
        } else if (outgrown != null) {
            report.event(EngineChange.OUTGROWN, pid(), outgrown.reason());
        }
    }

    /**
     * Recognises a window; where the process crashes, once more in a fresh one, then without the times of words: finding them is what most likely
     * ended it, and the text is worth more.
     *
     * @param progress gets all segments so far whenever there is one more, from the first one again in a fresh process; null for nobody
     * @throws Fault {@code engine-crashed} with what is known of both ends, {@code cancelled}, {@code engine-timeout}
     */
    Recognition recognise(WindowRequest wanted, Cancellation cancellation, Consumer<List<Segment>> progress) {
        WindowRequest window = wanted;
        int tried = 0;
        while (true) {
            ensure();
            cancellation.run(engine);
            try {
                Recognition recognition = engine.recognise(window, progress == null ? null : collecting(progress));
                worked = true;
                cancellation.rest();
                cancellation.check();
                return recognition;
            } catch (WindowAborted aborted) {
                // Where it was the window before that was meant, which had just ended, this one is done again.
                cancellation.rest();
                cancellation.check();
            } catch (EngineLost lost) {
                cancellation.rest();
                long gone = pid();
                drop();
                reportEnd(gone, lost, window.words(), cancellation);
                cancellation.check();
                window = window.withoutWords();
                if (++tried == TRIES) {
                    throw new Fault(Fault.Code.ENGINE_CRASHED, "The speech engine crashed twice on this window. " + lost.getMessage());
                }
            }
        }
    }

    private static Consumer<Segment> collecting(Consumer<List<Segment>> progress) {
        List<Segment> soFar = new ArrayList<>();
        return segment -> {
            soFar.add(segment);
            progress.accept(List.copyOf(soFar));
        };
    }

    @Override
    public void close() {
        if (engine != null) {
            long gone = pid();
            drop();
            report.event(EngineChange.ENDED, gone, "unloading " + name);
        }
    }

    private boolean alive() {
        return engine != null && engine.alive();
    }

    private void start(EngineChange event, String reason) {
        try {
            engine = starter.start(file);
        } catch (EngineLost lost) {
            throw new Fault(Fault.Code.ENGINE_CRASHED, "The speech engine crashed while it loaded the model '" + name + "'. " + lost.getMessage());
        }
        worked = false;
        info = engine.info();
        // What finds words in the audio finds them by tokens; what it lacks may be another thing, such as a library that was refused.
        tellsTokens = engine.capabilities().words();
        engines.add(name, engine);
        report.event(event, pid(), reason);
    }

    private void reportEnd(long pid, EngineLost lost, boolean words, Cancellation cancellation) {
        try {
            cancellation.check();
            report.event(EngineChange.CRASHED, pid, lost.getMessage() + (words ? " The window is done again without the times of its words." : ""));
        } catch (Fault wished) {
            report.event(EngineChange.KILLED, pid, wished.getMessage());
        }
    }

    private void drop() {
        if (engine != null) {
            engines.remove(name);
            engine.close();
            engine = null;
        }
    }
}
