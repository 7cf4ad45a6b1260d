package dev.earshot.bench;

import dev.earshot.log.Stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What the service adds to a call of whisper-jni, and where. Both sides do one window of the same audio at full context; the model has a
 * name that no catalog knows, so that its windows are as long as Whisper's.
 */
final class Overhead {

    private static final String MODEL = "overhead";
    private static final double[] LENGTHS = {30, 2};

    private final Bench.BenchSettings settings;
    private final BiConsumer<String, Object[]> line;

    Overhead(Bench.BenchSettings settings, BiConsumer<String, Object[]> line) {
        this.settings = settings;
        this.line = line;
    }

    void measure(Path data) throws IOException {
        Path model = data.resolve("models").resolve("ggml-" + MODEL + ".bin");
        if (settings.ownModel()) {
            Files.copy(settings.modelFile(), model, StandardCopyOption.REPLACE_EXISTING);
        } else {
            ZeroModel.write(ZeroModel.SMALLEST, model);
        }
        Path log = data.resolve("overhead.log");
        try (DirectEngine direct = new DirectEngine(model)) {
            for (double seconds : LENGTHS) {
                byte[] wav = BenchAudio.wav(BenchAudio.samples(settings.audio()), seconds);
                try (ServeProcess service = serve(data, "INFO", log)) {
                    compare(direct, service, wav, seconds);
                }
                double client = traced(data, log, wav);
                stages(new StageTimes(Files.readString(log), InterleavedTimings.WARM_UP), client);
            }
        } finally {
            Files.deleteIfExists(model);
        }
    }

    private static ServeProcess serve(Path data, String level, Path log) throws IOException {
        return new ServeProcess(data, Map.of("EARSHOT_ENGINE_SHORT_SPEECH", "false", "EARSHOT_LOG_LEVEL", level),
                ProcessBuilder.Redirect.to(log.toFile()));
    }

    private void compare(DirectEngine direct, ServeProcess service, byte[] wav, double seconds) {
        float[] samples = BenchAudio.speech(BenchAudio.floats(wav));
        InterleavedTimings turns = new InterleavedTimings(settings.rounds(), () -> direct.transcribe(samples, 0), () -> service.transcribe(wav, MODEL));
        say("%2.0f s of audio: direct %.1f ms, service %.1f ms, overhead %.1f ms = %.1f %% (%d rounds; same text: %s)", seconds,
                turns.first() * 1e3, turns.second() * 1e3, turns.difference() * 1e3, turns.difference() / turns.first() * 100,
                settings.rounds(), turns.sameText() ? "yes" : "NO: the service has done other windows, or one again");
    }

    /** A service that logs is slower, so it is not the one that is compared; answers the milliseconds that its client waited. */
    private double traced(Path data, Path log, byte[] wav) throws IOException {
        double[] took = new double[settings.rounds()];
        try (ServeProcess service = serve(data, "DEBUG", log)) {
            for (int i = -InterleavedTimings.WARM_UP; i < took.length; i++) {
                double seconds = Bench.seconds(() -> service.transcribe(wav, MODEL));
                if (i >= 0) {
                    took[i] = seconds;
                }
            }
        }
        return Bench.median(took) * 1e3;
    }

    private void stages(StageTimes times, double client) {
        for (Stage stage : Stage.values()) {
            if (stage != Stage.ARRIVED) {
                say("    %-10s %6.1f ms   %s", stage.name().toLowerCase(Locale.ROOT), times.median(stage), StageTimes.before(stage));
            }
        }
        say("    %-10s %6.1f ms   the client, and the way there and back", "outside", client - times.whole());
        if (times.windows() > 1) {
            say("    It had %.1f windows where the direct call had one: the two are not to be compared.", times.windows());
        }
    }

    private void say(String format, Object... values) {
        line.accept(format, values);
    }
}
