package dev.earshot.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Earshot beside whisper.cpp's own server: the same model, the same audio, in turns, each with its own defaults. */
final class Peer {

    private static final double[] LENGTHS = {5, 30, 300};
    private static final long SETTLE_MS = 5000;

    private final Path server;
    private final Bench.BenchSettings settings;
    private final BiConsumer<String, Object[]> line;

    /** @param server an executable {@code whisper-server} */
    Peer(Path server, Bench.BenchSettings settings, BiConsumer<String, Object[]> line) {
        this.server = server;
        this.settings = settings;
        this.line = line;
    }

    void measure(Path data) throws IOException, InterruptedException {
        try (ServeProcess earshot = new ServeProcess(data, Map.of()); WhisperServer peer = new WhisperServer(server, settings.modelFile())) {
            say("ready after: Earshot %.2f s (no model in memory), whisper-server %.2f s (its model loaded)", earshot.readySeconds(), peer.readySeconds());
            memoryAndIdle(earshot, peer);
            List<Path> samples = BenchAudio.samples(settings.audio());
            for (double seconds : LENGTHS) {
                speed(earshot, peer, BenchAudio.wav(samples, seconds), seconds, BenchAudio.words(samples, seconds));
            }
        }
    }

    private void memoryAndIdle(ServeProcess earshot, WhisperServer peer) throws IOException, InterruptedException {
        byte[] wav = BenchAudio.wav(BenchAudio.samples(settings.audio()), 30);
        Thread.sleep(SETTLE_MS);
        Duration ours = earshot.tree().cpu();
        Duration theirs = peer.tree().cpu();
        Thread.sleep(settings.idleSeconds() * 1000L);
        say("processor with nothing to do: Earshot %.2f %%, whisper-server %.2f %% of a core (%d s)", share(earshot.tree().cpu().minus(ours)),
                share(peer.tree().cpu().minus(theirs)), settings.idleSeconds());
        say("memory with nothing to do: Earshot %.0f MB, whisper-server %.0f MB RSS", megabytes(earshot.tree()), megabytes(peer.tree()));
        earshot.transcribe(wav, settings.model());
        peer.transcribe(wav);
        say("memory with the model loaded, after 30 s of audio: Earshot %.0f MB, whisper-server %.0f MB", megabytes(earshot.tree()), megabytes(peer.tree()));
    }

    private double share(Duration cpu) {
        return cpu.toNanos() / 1e7 / settings.idleSeconds();
    }

    private static double megabytes(ProcessTree tree) throws IOException {
        return tree.memory().rss() / 1e6;
    }

    private void speed(ServeProcess earshot, WhisperServer peer, byte[] wav, double seconds, String words) throws IOException {
        int rounds = seconds > 60 ? Math.max(3, settings.rounds() / 10) : settings.rounds();
        InterleavedTimings turns = new InterleavedTimings(rounds, () -> peer.transcribe(wav), () -> earshot.transcribe(wav, settings.model()));
        String ours = earshot.transcribe(wav, settings.model());
        String theirs = peer.transcribe(wav);
        int spoken = words.split(" ").length;
        say("%3.0f s of audio: Earshot %.0f ms, whisper-server %.0f ms, ratio %.2f (%d rounds);"
                + " word errors of %d words: Earshot %.1f %%, whisper-server %.1f %%",
                seconds, turns.second() * 1e3, turns.first() * 1e3, turns.second() / turns.first(), rounds, spoken,
                100.0 * WordErrors.count(words, ours) / spoken, 100.0 * WordErrors.count(words, theirs) / spoken);
        say("%3.0f s of audio: at most %.0f MB (Earshot, its service and engine together), %.0f MB (whisper-server)", seconds,
                earshot.tree().peaks() / 1e6, peer.tree().peaks() / 1e6);
    }

    private void say(String format, Object... values) {
        line.accept(format, values);
    }
}
