package dev.earshot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Short speech at a small encoder context beside the same at the whole one: what it saves, and that the text stays. */
final class ShortSpeechBench {

    private static final double[] LENGTHS = {2, 5, 11};

    private final Bench.BenchSettings settings;
    private final BiConsumer<String, Object[]> line;

    ShortSpeechBench(Bench.BenchSettings settings, BiConsumer<String, Object[]> line) {
        this.settings = settings;
        this.line = line;
    }

    /** @param other a data directory like the first one */
    void measure(Path data, Path other) throws IOException {
        try (ServeProcess on = new ServeProcess(data, Map.of("EARSHOT_ENGINE_SHORT_SPEECH", "always"));
             ServeProcess off = new ServeProcess(other, Map.of("EARSHOT_ENGINE_SHORT_SPEECH", "off"))) {
            for (double seconds : LENGTHS) {
                byte[] wav = BenchAudio.wav(BenchAudio.samples(settings.audio()), seconds);
                String[] texts = new String[2];
                Turns turns = new Turns(settings.rounds(), List.of(
                        new Turns.Way(() -> texts[0] = off.transcribe(wav, settings.model()), off.tree()::cpu),
                        new Turns.Way(() -> texts[1] = on.transcribe(wav, settings.model()), on.tree()::cpu)));
                say("%2.0f s of audio: off %.0f ms (processor %.0f ms), on %.0f ms (%.0f ms), ratio %.2f (%.2f; same text: %s)", seconds, turns.wall(0) * 1e3,
                        turns.cpu(0) * 1e3, turns.wall(1) * 1e3, turns.cpu(1) * 1e3, turns.wallRatio(1), turns.cpuRatio(1),
                        texts[0].equals(texts[1]) ? "yes" : "NO");
            }
            held(on, off);
        }
    }

    private void held(ServeProcess on, ServeProcess off) throws IOException {
        int same = 0;
        int[] errorsOn = new int[2];
        int[] errorsOff = new int[2];
        double[] took = new double[2];
        List<Path> files;
        try (Stream<Path> all = Files.list(settings.held())) {
            files = all.filter(file -> file.toString().endsWith(".flac")).sorted().toList();
        }
        for (Path file : files) {
            byte[] audio = Files.readAllBytes(file);
            String words = Files.readString(Path.of(file.toString().replaceAll("\\.flac$", ".txt"))).strip();
            long began = System.nanoTime();
            String without = off.transcribe(audio, settings.model());
            long between = System.nanoTime();
            String with = on.transcribe(audio, settings.model());
            took[0] += between - began;
            took[1] += System.nanoTime() - between;
            same += with.equals(without) ? 1 : 0;
            WordErrors.add(errorsOn, words, with);
            WordErrors.add(errorsOff, words, without);
        }
        say("%d held-out recordings: %d keep their text; word error rate off %.1f %%, on %.1f %%; together in %.2f of the time", files.size(), same,
                100.0 * errorsOff[0] / errorsOff[1], 100.0 * errorsOn[0] / errorsOn[1], took[1] / took[0]);
    }

    private void say(String format, Object... values) {
        line.accept(format, values);
    }
}
