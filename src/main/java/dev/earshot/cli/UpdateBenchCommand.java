package dev.earshot.cli;

import dev.earshot.bench.UpdateBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

@Command(name = "update", mixinStandardHelpOptions = true,
        description = "Installs two versions of this Earshot in a folder of its own and ends everything with kill -9 at random moments of the update.",
        footer = {"", "Exit code 1 if after one of them no version started, or not the one that the link names, or a job was missing.", "",
                "Examples:", "  earshot bench update", "  earshot bench update --count 20 --seed 7"})
final class UpdateBenchCommand implements Callable<Integer> {

    @Option(names = "--count", paramLabel = "N", defaultValue = "100", description = "How many kills (default: 100). Each takes about 10 seconds.")
    private int count;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of the random moments, to repeat a run (default: 1).")
    private long seed;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path home = Path.of(System.getProperty("earshot.home", ".")).toAbsolutePath();
        return new UpdateBench(home, count, seed, spec.commandLine().getOut()).run() ? 0 : EarshotCommand.FAILED;
    }
}
