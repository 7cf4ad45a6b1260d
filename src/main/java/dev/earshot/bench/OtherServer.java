package dev.earshot.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/** Earshot beside a server that runs already and has OpenAI's audio API: the same audio, in turns, each as it is configured. */
final class OtherServer {

    private static final double[] LENGTHS = {2, 5, 11, 29, 300};
    private static final double LONG = 60;

    private final Bench.Peers peers;
    private final Bench.BenchSettings settings;
    private final BiConsumer<String, Object[]> line;

    OtherServer(Bench.Peers peers, Bench.BenchSettings settings, BiConsumer<String, Object[]> line) {
        this.peers = peers;
        this.settings = settings;
        this.line = line;
    }

    void measure(Path data) throws IOException {
        measure(data, LENGTHS);
    }

    /** @param lengths seconds of audio */
    void measure(Path data, double... lengths) throws IOException {
        OpenAiServer other = new OpenAiServer(peers.server(), peers.model(), peers.key());
        List<Path> samples = BenchAudio.samples(settings.audio());
        try (ServeProcess earshot = new ServeProcess(data, Map.of())) {
            for (double seconds : lengths) {
                byte[] wav = BenchAudio.wav(samples, seconds);
                int rounds = seconds > LONG ? Math.max(1, settings.rounds() / 10) : settings.rounds();
                InterleavedTimings turns = new InterleavedTimings(rounds, () -> other.transcribe(wav, "en"), () -> earshot.transcribe(wav, settings.model()));
                line.accept("%3.0f s of audio: Earshot %.0f ms, %s %.0f ms, ratio %.2f (%d rounds; word errors %s, %s)", new Object[] {seconds,
                        turns.second() * 1e3, peers.server(), turns.first() * 1e3, turns.ratio(), rounds, errors(turns.otherText(), samples, seconds),
                        errors(turns.text(), samples, seconds)});
            }
        }
    }

    private static String errors(String text, List<Path> samples, double seconds) throws IOException {
        String words = BenchAudio.words(samples, seconds);
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * WordErrors.count(words, text) / words.split(" ").length);
    }
}
