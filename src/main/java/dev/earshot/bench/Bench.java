package dev.earshot.bench;

import dev.earshot.digest.Sha256;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** The measurements. Each compares two things in turns, so that a noisy machine disturbs both alike; a figure is a median. */
public final class Bench {

    /** What can be measured. */
    public enum Part { OVERHEAD, COLD, SHORT, READY, REST, FETCH, PEER, WORDS, LANGUAGE, ENGINES }

    /**
     * @param model       name of an installed model
     * @param modelFile   its file, for the direct calls
     * @param audio       folder with WAV files and their words, to make long audio from
     * @param held        folder of recordings whose text short speech must not change
     * @param rounds      turns per comparison
     * @param idleSeconds how long to watch an idle service
     * @param ownModel    whether the model was chosen for these measurements; if not, overhead is measured with one that suits it better
     */
    public record BenchSettings(String model, Path modelFile, boolean ownModel, Path audio, Path held, int rounds, int idleSeconds, Peers peers) {
    }

    /**
     * What to measure Earshot, or a part of it, beside.
     *
     * @param executable whisper.cpp's server, or null
     * @param server     address of a server with OpenAI's audio API, or null
     * @param model      what that one calls its model
     * @param key        for that one, or null
     * @param library    of whisper.cpp, beside the packaged one; or null
     */
    public record Peers(Path executable, String server, String model, String key, Path library) {
    }

    private static final long SETTLE_MILLIS = 5000;
    private static final int FETCH_MB = 500;
    private static final Map<String, String> DEFAULTS = Map.of();

    private final BenchSettings settings;
    private final PrintWriter out;

    public Bench(BenchSettings settings, PrintWriter out) {
        this.settings = settings;
        this.out = out;
    }

    /** Measures some parts and prints a line for each figure. */
    public void run(List<Part> parts) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("earshot-bench-");
        try {
            Files.createDirectories(data.resolve("models"));
            Files.copy(settings.modelFile(), data.resolve("models").resolve(settings.modelFile().getFileName()),
                    StandardCopyOption.REPLACE_EXISTING);
            for (Part part : parts) {
                switch (part) {
                    case OVERHEAD -> overhead(data);
                    case COLD -> cold(data);
                    case SHORT -> shortSpeech(data);
                    case READY -> ready(data);
                    case REST -> rest(data);
                    case FETCH -> fetch(data);
                    case PEER -> peer(data);
                    case WORDS -> words(data);
                    case LANGUAGE -> language(data);
                    case ENGINES -> engines(data);
                }
                out.flush();
            }
        } finally {
            try (Stream<Path> left = Files.walk(data)) {
                left.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
            }
        }
    }

    private void overhead(Path data) throws IOException {
        title("Overhead of the whole service (HTTP upload, queue on disk, decoding, engine process) over calling whisper-jni directly");
        new Overhead(settings, this::line).measure(data);
    }

    private void cold(Path data) throws IOException {
        title("Cold start of the model: the same request right after an unload, and warm");
        byte[] wav = BenchAudio.wav(BenchAudio.samples(settings.audio()), 2);
        try (ServeProcess service = new ServeProcess(data, DEFAULTS)) {
            service.transcribe(wav, settings.model());
            double[] cold = new double[settings.rounds()];
            double[] warm = new double[settings.rounds()];
            for (int i = 0; i < settings.rounds(); i++) {
                service.unload(settings.model());
                cold[i] = seconds(() -> service.transcribe(wav, settings.model()));
                warm[i] = seconds(() -> service.transcribe(wav, settings.model()));
            }
            line("2 s of audio: cold %.0f ms, warm %.0f ms, so a cold start costs %.0f ms (%d rounds)", median(cold) * 1e3,
                    median(warm) * 1e3, (median(cold) - median(warm)) * 1e3, settings.rounds());
        }
    }

    private void shortSpeech(Path data) throws IOException {
        title("Short speech: engine.short_speech always and off, two services side by side");
        new ShortSpeechBench(settings, this::line).measure(data, another(data, "other"));
    }

    /** A data directory like the given one, for a second service beside the first. */
    private Path another(Path data, String name) throws IOException {
        Path models = Files.createDirectories(data.resolve(name).resolve("models"));
        Files.copy(settings.modelFile(), models.resolve(settings.modelFile().getFileName()), StandardCopyOption.REPLACE_EXISTING);
        return data.resolve(name);
    }

    private void ready(Path data) throws IOException {
        title("From process start to 'listens', launcher included");
        double[] times = new double[Math.max(5, settings.rounds() / 4)];
        for (int i = 0; i < times.length; i++) {
            try (ServeProcess service = new ServeProcess(data, DEFAULTS)) {
                times[i] = service.readySeconds();
            }
        }
        line("ready in %.2f s (median of %d; fastest %.2f, slowest %.2f)", median(times), times.length,
                Arrays.stream(times).min().orElse(0), Arrays.stream(times).max().orElse(0));
    }

    private void rest(Path data) throws IOException, InterruptedException {
        title("Memory of the process tree, and CPU when idle");
        if (!ProcessTree.supported()) {
            line("not measured: this needs Linux' /proc/<pid>/smaps_rollup");
            return;
        }
        byte[] wav = BenchAudio.wav(BenchAudio.samples(settings.audio()), 30);
        try (ServeProcess plain = new ServeProcess(another(data, "plain"), Map.of("EARSHOT_PLAIN", "1"));
             ServeProcess service = new ServeProcess(data, DEFAULTS)) {
            // Compilation and first requests after a start do not count as idling.
            Thread.sleep(SETTLE_MILLIS);
            ProcessTree tree = service.tree();
            Duration plainCpu = plain.tree().cpu();
            Duration cpu = tree.cpu();
            Thread.sleep(settings.idleSeconds() * 1000L);
            atRest("without archive and trimming", plain, plain.tree().cpu().minus(plainCpu));
            atRest("as shipped", service, tree.cpu().minus(cpu));
            plain.close();
            service.transcribe(wav, settings.model());
            service.unload(settings.model());
            ProcessTree.TreeMemory unloaded = memory("after first use and unload", tree);
            service.transcribe(wav, settings.model());
            memory("loaded", tree);
            service.unload(settings.model());
            ProcessTree.TreeMemory again = memory("unloaded again", tree);
            line("a load and unload leaves %+.1f MB RSS, %+.1f MB private", (again.rss() - unloaded.rss()) / 1e6,
                    (again.privateBytes() - unloaded.privateBytes()) / 1e6);
        }
    }

    private void fetch(Path data) throws IOException, InterruptedException {
        title("Downloading 500 MB on loopback, SHA-256 included, against 'curl | sha256sum'");
        Path file = data.resolve("source.bin");
        MessageDigest digest = Sha256.create();
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] block = new byte[1_000_000];
            Random random = new Random(1);
            for (int i = 0; i < FETCH_MB; i++) {
                random.nextBytes(block);
                digest.update(block);
                out.write(block);
            }
        }
        try (FileServer server = new FileServer(file)) {
            Files.writeString(data.resolve("models.json"), "{\"models\":[{\"name\":\"far\",\"file\":\"far.bin\",\"bytes\":" + FETCH_MB * 1_000_000L
                    + ",\"sha256\":\"" + Sha256.hex(digest) + "\",\"url\":\"" + server.url() + "\",\"languages\":\"en\"}]}");
            int rounds = Math.max(3, settings.rounds() / 8);
            double[] curl = new double[rounds];
            double[] pull = new double[rounds];
            long extra = 0;
            for (int i = 0; i < rounds; i++) {
                curl[i] = seconds(() -> shell("curl -s " + url(server) + " | sha256sum"));
                try (ServeProcess service = new ServeProcess(data, DEFAULTS)) {
                    Files.deleteIfExists(data.resolve("models/far.bin"));
                    long before = ProcessTree.supported() ? service.tree().memory().rss() : 0;
                    pull[i] = seconds(() -> service.pull("far"));
                    extra = Math.max(extra, ProcessTree.supported() ? service.tree().peak() - before : 0);
                }
            }
            line("curl %.2f s, Earshot %.2f s, ratio %.2f (%d rounds); at most %.0f MB more memory than at rest", median(curl), median(pull),
                    median(pull) / median(curl), rounds, extra / 1e6);
        }
    }

    private void peer(Path data) throws IOException, InterruptedException {
        title("Beside another server");
        if (settings.peers().server() != null) {
            new OtherServer(settings.peers(), settings, this::line).measure(data);
        } else if (settings.peers().executable() != null) {
            new Peer(settings.peers().executable(), settings, this::line).measure(data);
        } else {
            line("not measured: name one with --server, or whisper.cpp's executable with --whisper-server");
        }
    }

    private void words(Path data) throws IOException {
        title("The times of words through the whole service, beside what is known of the recordings, and sounds without words");
        new WordBench(settings, this::line).measure(data);
    }

    private void language(Path data) throws IOException {
        title("The language named, and detected, through the whole service");
        new LanguageBench(settings, this::line).measure(data);
    }

    private void engines(Path data) throws IOException {
        title("The packaged library and another one");
        if (settings.peers().library() == null) {
            line("not measured: name a library of whisper.cpp with --library");
        } else {
            new EngineBench(settings, this::line).measure(data, settings.peers().library());
        }
    }

    private static String url(FileServer server) {
        try {
            return server.url();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void shell(String command) {
        try {
            if (new ProcessBuilder("/bin/sh", "-c", command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() != 0) {
                throw new IllegalStateException(command + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void atRest(String which, ServeProcess service, Duration cpu) throws IOException {
        ProcessTree tree = service.tree();
        memory("at rest, " + which, tree);
        line("%36s ready in %.2f s, idle CPU %.2f %% of %d s, %d threads, %d classes", "", service.readySeconds(),
                cpu.toNanos() / 1e7 / settings.idleSeconds(), settings.idleSeconds(), tree.threads(), tree.classes());
    }

    private ProcessTree.TreeMemory memory(String when, ProcessTree tree) throws IOException {
        ProcessTree.TreeMemory memory = tree.memory();
        line("%-40s %6.1f MB RSS, %6.1f MB private, %6.1f MB written", when + ":", memory.rss() / 1e6, memory.privateBytes() / 1e6,
                memory.written() / 1e6);
        return memory;
    }

    private void title(String text) {
        out.println();
        out.println(text);
        out.flush();
    }

    private void line(String format, Object... values) {
        out.println("  " + String.format(Locale.ROOT, format, values));
        out.flush();
    }

    static double seconds(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / 1e9;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
