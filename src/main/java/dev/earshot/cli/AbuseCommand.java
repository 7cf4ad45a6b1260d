package dev.earshot.cli;

import dev.earshot.bench.abuse.Abuse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

@Command(name = "abuse", mixinStandardHelpOptions = true,
        description = "Starts a service and attacks it: damaged files, kills, a full disk, malformed requests. Counts what goes wrong.",
        footer = {"", "Exit code 1 if anything was lost, truncated, stuck, unanswered, or left behind. docs/reliability.md explains the figures.", "",
                "Examples:", "  earshot bench abuse", "  earshot bench abuse --seconds 60 --seed 7 --only decoder"})
final class AbuseCommand implements Callable<Integer> {

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "900",
            description = "About how long it may take; the shorter, the fewer rounds of each attack (default: 900).")
    private int seconds;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of the random damage, to repeat a run (default: 1).")
    private long seed;

    @Option(names = "--only", paramLabel = "WORDS", defaultValue = "", description = "Only attacks with these words in their names.")
    private String only;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path samples = Path.of(System.getProperty("earshot.home", "."), "samples");
        boolean clean = new Abuse(new Abuse.AbuseSettings(samples, seconds, seed, only), spec.commandLine().getOut()).run();
        return clean ? 0 : EarshotCommand.FAILED;
    }
}
