package dev.earshot.cli;

import dev.earshot.bench.abuse.Abuse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

@Command(name = "abuse", mixinStandardHelpOptions = true,
        description = "Attacks a service that is started for it: damaged files, kills, a full disk, odd requests. Counts what goes wrong.",
        footer = {"", "Exit code 1 where anything was lost, truncated, stuck, unanswered, or left behind. docs/reliability.md explains the figures.", "",
                "Examples:", "  earshot bench abuse", "  earshot bench abuse --seconds 60 --seed 7 --only decoder"})
final class AbuseCommand implements Callable<Integer> {

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "900",
            description = "About how long it may take; less tries each attack less often (default: 900).")
    private int seconds;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Which damage is done; the same seed does the same (default: 1).")
    private long seed;

    @Option(names = "--only", paramLabel = "WORDS", defaultValue = "", description = "Only attacks whose name has these words in it.")
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
