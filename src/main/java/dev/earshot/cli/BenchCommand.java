package dev.earshot.cli;

import dev.earshot.bench.Bench;
import dev.earshot.bench.ZeroModel;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

@Command(name = "bench", mixinStandardHelpOptions = true, subcommands = {AbuseCommand.class, UpdateBenchCommand.class},
        description = "Measures this Earshot on this machine: overhead, cold start, short speech, start-up, memory at rest, the times of words,"
                + " language detection, other engines.",
        footer = {"", "Compared measurements alternate within one run. docs/performance.md explains the figures.", "",
                "Examples:", "  earshot bench", "  earshot bench overhead short --rounds 100",
                "  earshot bench overhead --dimensions base", "  earshot bench engines --dimensions base --library /usr/local/lib/libwhisper.so",
                "  earshot bench peer --server http://127.0.0.1:8000 --server-model small"})
final class BenchCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PART", arity = "0..*", description = "overhead, cold, short, ready, rest, fetch, peer, words, language,"
            + " engines (default: all).")
    private List<Bench.Part> parts;

    @Option(names = "--model-file", paramLabel = "FILE",
            description = "A ggml model to measure with (default: micro.en in the models folder).")
    private Path model;

    @Option(names = "--dimensions", paramLabel = "NAME", description = "Measures with a model of zeros that has the dimensions of a published one,"
            + " such as base, and answers at once. With --model-file it is written there and kept.")
    private String dimensions;

    @Option(names = "--sounds", paramLabel = "DIR", description = "WAV files with their transcripts next to them (default: samples).")
    private Path audio;

    @Option(names = "--held", paramLabel = "DIR", description = "FLAC files with their transcripts next to them, of which 'short' compares the text with"
            + " short speech and without (default: held in the folder of --sounds).")
    private Path held;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "40", description = "Rounds per comparison (default: 40).")
    private int rounds;

    @Option(names = "--idle-seconds", paramLabel = "N", defaultValue = "60", description = "How long to measure an idle service (default: 60).")
    private int idleSeconds;

    @Option(names = "--whisper-server", paramLabel = "FILE", description = "whisper.cpp's server, for 'peer' to compare with.")
    private Path executable;

    @Option(names = "--server", paramLabel = "URL", description = "A server with OpenAI's audio API, which 'peer' measures beside this one.")
    private String server;

    @Option(names = "--server-model", paramLabel = "NAME", defaultValue = "whisper-1", description = "What that server calls its model (default: whisper-1).")
    private String serverModel;

    @Option(names = "--server-key", paramLabel = "KEY", description = "The API key for that server, if it requires one.")
    private String serverKey;

    @Option(names = "--library", paramLabel = "PATH", description = "A whisper.cpp library, or the folder that holds it, which 'engines' measures beside the"
            + " packaged one.")
    private Path library;

    @Mixin
    private ConfigOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Config config = options.load();
        Path home = Path.of(System.getProperty("earshot.home", "."));
        Path folder = audio != null ? audio : home.resolve("samples");
        Path scratch = dimensions != null && model == null ? Files.createTempFile("ggml-zeros-", ".bin") : null;
        try {
            Path file = scratch != null ? scratch : model != null ? model : config.data().resolve("models").resolve("ggml-micro.en.bin");
            if (dimensions != null) {
                if (model != null && Files.exists(model)) {
                    throw Fault.badRequest(model + " exists already; leave out --dimensions to measure with it, or name another file.");
                }
                ZeroModel.write(dimensions, file);
            }
            measure(file, folder);
        } finally {
            if (scratch != null) {
                Files.delete(scratch);
            }
        }
        return 0;
    }

    private void measure(Path file, Path folder) throws IOException, InterruptedException {
        if (!Files.isRegularFile(file)) {
            throw new Fault(Fault.Code.MODEL_NOT_FOUND, "There is no model at " + file + ". Transcribe once with --model micro.en"
                    + " so that the bundled model is unpacked, or name a file with --model-file.");
        }
        String name = file.getFileName().toString().replaceAll("^ggml-|\\.bin$", "");
        Bench.Peers peers = new Bench.Peers(executable, server, serverModel, serverKey, library);
        boolean chosen = model != null || dimensions != null;
        Path keeping = held != null ? held : folder.resolve("held");
        new Bench(new Bench.BenchSettings(name, file, chosen, folder, keeping, rounds, idleSeconds, peers), spec.commandLine().getOut())
                .run(parts == null ? List.of(Bench.Part.values()) : parts);
    }
}
