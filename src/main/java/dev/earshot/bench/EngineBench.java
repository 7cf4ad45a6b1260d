package dev.earshot.bench;

import dev.earshot.bus.Fault;
import dev.earshot.engine.process.ProcessEngine;
import dev.earshot.engine.spi.EngineInfo;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.LibraryChoice;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowAborted;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.machine.Children;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** Engines beside each other, each in a process of its own as in the service, with the same windows of 30 s at full context. The first one is the measure. */
final class EngineBench {

    private static final Duration LOAD_LIMIT = Duration.ofMinutes(10);
    private static final int WAV_HEADER = 44;

    private final Bench.BenchSettings settings;
    private final BiConsumer<String, Object[]> line;

    EngineBench(Bench.BenchSettings settings, BiConsumer<String, Object[]> line) {
        this.settings = settings;
        this.line = line;
    }

    /** @param library of the user's own */
    void measure(Path data, Path library) throws IOException {
        byte[] wav = BenchAudio.wav(BenchAudio.samples(settings.audio()), WindowRequest.MAX_SECONDS);
        WindowRequest window = new WindowRequest(Arrays.copyOfRange(wav, WAV_HEADER, wav.length), "en", false, "", 0, 0,
                Runtime.getRuntime().availableProcessors());
        try (Children children = new Children(data); SpeechEngine packaged = start(data, LibraryChoice.PACKAGED, children);
             SpeechEngine own = start(data, new LibraryChoice(library, true, 0, null), children)) {
            compare(window, List.of(packaged, own));
        } catch (EngineLost lost) {
            say("not measured: the engine's process ended while it loaded the model. %s", lost.getMessage());
        } catch (Fault fault) {
            say("not measured: %s", fault.getMessage());
        }
    }

    private SpeechEngine start(Path data, LibraryChoice choice, Children children) throws EngineLost {
        return ProcessEngine.start(settings.modelFile(), data, choice, LOAD_LIMIT, children);
    }

    private void compare(WindowRequest window, List<SpeechEngine> engines) {
        Turns turns = new Turns(settings.rounds(), engines.stream().map(engine -> way(engine, window)).toList());
        for (int i = 0; i < engines.size(); i++) {
            EngineInfo info = engines.get(i).info();
            say("%-60s %6.2f s (%.2f), processor %6.2f s (%.2f)", name(info), turns.wall(i), turns.wallRatio(i), turns.cpu(i), turns.cpuRatio(i));
        }
        say("a window of %d s at full context, %d threads, %d rounds; in brackets the ratio to the first", WindowRequest.MAX_SECONDS, window.threads(),
                settings.rounds());
    }

    private static String name(EngineInfo info) {
        String library = info.library() + " " + info.version() + (info.file() == null ? ", packaged" : ", own");
        return info.backend() == null ? library : library + ", " + info.backend() + ", " + info.device();
    }

    private static Turns.Way way(SpeechEngine engine, WindowRequest window) {
        ProcessTree process = new ProcessTree(ProcessHandle.of(engine.pid()).orElseThrow());
        return new Turns.Way(() -> recognise(engine, window), process::cpu);
    }

    private static void recognise(SpeechEngine engine, WindowRequest window) {
        try {
            engine.recognise(window);
        } catch (EngineLost | WindowAborted e) {
            throw new IllegalStateException("The engine " + engine.info() + " failed.", e);
        }
    }

    private void say(String format, Object... values) {
        line.accept(format, values);
    }
}
