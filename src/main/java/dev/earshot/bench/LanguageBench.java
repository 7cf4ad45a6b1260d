package dev.earshot.bench;

import dev.earshot.speech.GgmlHeader;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * What it costs to have the language detected, through the whole service. A window that is in the language of the one before is encoded once, any other
 * twice, so each round has both: English after English, and English after a window whose language was named as German.
 */
final class LanguageBench {

    private static final String MODEL = "language";
    private static final double[] LENGTHS = {2, 11, 29};

    private final Bench.BenchSettings settings;
    private final BiConsumer<String, Object[]> line;

    LanguageBench(Bench.BenchSettings settings, BiConsumer<String, Object[]> line) {
        this.settings = settings;
        this.line = line;
    }

    void measure(Path data) throws IOException {
        measure(data, LENGTHS);
    }

    /** @param lengths seconds of audio */
    void measure(Path data, double... lengths) throws IOException {
        Path model = data.resolve("models").resolve("ggml-" + MODEL + ".bin");
        if (!settings.ownModel()) {
            ZeroModel.write("micro", model);
        } else if (multilingual(settings.modelFile())) {
            Files.copy(settings.modelFile(), model);
        } else {
            say("not measured: %s knows English only, and has nothing to detect", settings.model());
            return;
        }
        // Nothing is learnt meanwhile.
        try (ServeProcess service = new ServeProcess(data, Map.of("EARSHOT_ENGINE_SHORT_SPEECH", "always"))) {
            Supplier<Duration> cpu = service.tree()::cpu;
            say("%-14s %14s %22s %22s", "", "named", "detected, as before", "detected, another");
            for (double seconds : lengths) {
                byte[] wav = BenchAudio.wav(BenchAudio.samples(settings.audio()), seconds);
                Turns turns = new Turns(settings.rounds(), List.of(
                        new Turns.Way(() -> service.transcribe(wav, MODEL, "en"), cpu),
                        new Turns.Way(() -> service.transcribe(wav, MODEL, null), cpu),
                        new Turns.Way(() -> service.transcribe(wav, MODEL, "de"), cpu),
                        new Turns.Way(() -> service.transcribe(wav, MODEL, null), cpu)));
                say("%2.0f s of audio: %11.0f ms %14.0f ms (%.2f) %14.0f ms (%.2f)", seconds, turns.cpu(0) * 1e3,
                        turns.cpu(1) * 1e3, turns.cpuRatio(1), turns.cpu(3) * 1e3, turns.cpuRatio(3));
            }
        } finally {
            Files.deleteIfExists(model);
        }
        say("processor time of the service and its engine; in brackets the ratio to the language named (%d rounds)", settings.rounds());
    }

    private static boolean multilingual(Path model) throws IOException {
        try (InputStream file = Files.newInputStream(model)) {
            IntBuffer header = ByteBuffer.wrap(file.readNBytes(GgmlHeader.BYTES)).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
            return header.get(GgmlHeader.VOCABULARY) > GgmlHeader.ENGLISH_VOCABULARY;
        }
    }

    private void say(String format, Object... values) {
        line.accept(format, values);
    }
}
