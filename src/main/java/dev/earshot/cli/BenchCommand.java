package dev.earshot.cli;

import dev.earshot.bench.Bench;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

@Command(name = "bench", mixinStandardHelpOptions = true, subcommands = AbuseCommand.class,
        description = "Measures this Earshot on this machine: overhead, cold start, short speech, start-up, memory at rest.",
        footer = {"", "What is compared is measured in turns, in one run. docs/performance.md explains the figures.", "",
                "Examples:", "  earshot bench", "  earshot bench overhead short --rounds 100"})
final class BenchCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PART", arity = "0..*", description = "overhead, cold, short, ready, rest, fetch, peer (default: all).")
    private List<Bench.Part> parts;

    @Option(names = "--model-file", paramLabel = "FILE",
            description = "A ggml model to measure with (default: micro.en in the models folder).")
    private Path model;

    @Option(names = "--sounds", paramLabel = "DIR", description = "WAV files with their words beside them (default: samples).")
    private Path audio;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "40", description = "Turns per comparison (default: 40).")
    private int rounds;

    @Option(names = "--idle-seconds", paramLabel = "N", defaultValue = "60", description = "How long to watch an idle service (default: 60).")
    private int idleSeconds;

    @Option(names = "--whisper-server", paramLabel = "FILE", description = "whisper.cpp's server, which 'peer' measures beside this one.")
    private Path peer;

    @Mixin
    private ConfigOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Config config = options.load();
        Path home = Path.of(System.getProperty("earshot.home", "."));
        Path folder = audio != null ? audio : home.resolve("samples");
        Path file = model != null ? model : config.data().resolve("models").resolve("ggml-micro.en.bin");
        if (!Files.isRegularFile(file)) {
            throw new Fault(Fault.Code.MODEL_NOT_FOUND, "There is no model at " + file + ". Transcribe once with --model micro.en"
                    + " so that the bundled model is unpacked, or name a file with --model-file.");
        }
        String name = file.getFileName().toString().replaceAll("^ggml-|\\.bin$", "");
        new Bench(new Bench.BenchSettings(name, file, folder, folder.resolve("held"), rounds, idleSeconds, peer), spec.commandLine().getOut())
                .run(parts == null ? List.of(Bench.Part.values()) : parts);
        return 0;
    }
}
