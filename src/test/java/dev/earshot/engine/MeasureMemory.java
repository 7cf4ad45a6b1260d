package dev.earshot.engine;

import dev.earshot.config.Config;
import dev.earshot.engine.process.ProcessEngine;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowAborted;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.engine.whisper.AudioContext;
import dev.earshot.engine.whisper.ModelFile;
import dev.earshot.engine.whisper.SyntheticModel;
import dev.earshot.machine.Children;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Measures the memory of an engine process: {@code MeasureMemory NAME...} with names of the catalog. Linux only. What a model
 * needs follows from its dimensions and its file's size, not from what it has learned, so models of zeros are measured; only
 * {@code micro.en} is itself. See docs/performance.md.
 */
final class MeasureMemory {

    /**
     * What Whisper takes into account of a prompt, and of what it has heard itself: where it ends before the window does, it goes
     * on from there with its own words as a prompt. The decoder needs memory for each token.
     */
    private static final int PROMPT_TOKENS = 224;

    private MeasureMemory() {
    }

    public static void main(String[] names) throws IOException, EngineLost, WindowAborted {
        System.out.println("| model | file | loaded | idle | peak | peak, with a prompt | seconds |\n|---|---|---|---|---|---|---|");
        for (String name : names) {
            Path folder = Files.createTempDirectory("earshot-measure-");
            Path file = folder.resolve("ggml-" + name + ".bin");
            try {
                measure(name, name.equals("micro.en") ? TestSamples.MODEL : SyntheticModel.named(name).write(file), folder);
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder.resolve("tmp"));
                Files.deleteIfExists(folder);
            }
        }
    }

    private static void measure(String name, Path file, Path folder) throws EngineLost, WindowAborted, IOException {
        ModelFile.check(file);
        long began = System.nanoTime();
        try (SpeechEngine engine = ProcessEngine.start(file, folder, Duration.ofMinutes(10), new Children(folder))) {
            long loaded = status(engine, "VmRSS");
            engine.recognise(window(""));
            long peak = status(engine, "VmHWM");
            engine.recognise(window(SyntheticModel.text(PROMPT_TOKENS)));
            System.out.printf("| %s | %.1f | %.1f | %.1f | %.1f | %.1f | %d |%n", name, Files.size(file) / 1e6, loaded / 1e6,
                    status(engine, "VmRSS") / 1e6, peak / 1e6, status(engine, "VmHWM") / 1e6, (System.nanoTime() - began) / 1_000_000_000);
        }
    }

    private static WindowRequest window(String prompt) {
        byte[] audio = TestSamples.silence(WindowRequest.MAX_SECONDS);
        byte[] speech = TestSamples.longWindow();
        System.arraycopy(speech, 0, audio, 0, Math.min(speech.length, audio.length));
        return new WindowRequest(audio, "en", false, prompt, 0, AudioContext.FULL, EngineVerticle.threads(Config.defaults().engine()));
    }

    private static long status(SpeechEngine engine, String field) {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(engine.pid()), "status"));
            return lines.stream().filter(line -> line.startsWith(field + ":")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum() * 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
