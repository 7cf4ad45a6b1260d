package dev.earshot.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine;

import java.util.List;

/** How it is to be computed; null where that is not said. */
final class ComputeOptions {

    @Option(names = "--temperature", paramLabel = "T", description = "0 (the default: the likeliest words) to 1.")
    Double temperature;

    @Option(names = "--keep-alive", paramLabel = "TIME",
            description = "How long a service keeps the model in memory afterwards: 5m, 300 (seconds), 0, or -1 for good.")
    String keepAlive;

    @Option(names = "--threads", paramLabel = "N", description = "Threads to compute with; works in this process (default: engine.threads).")
    Integer threads;

    @Option(names = "--priority", paramLabel = "P", description = "interactive (the default), or batch: after what others wait for.")
    String priority;

    void check(CommandLine command) {
        if (priority != null && !List.of("interactive", "batch").contains(priority)) {
            throw new CommandLine.ParameterException(command, "--priority must be interactive or batch, not '" + priority + "'.");
        }
        if (temperature != null && !(temperature >= 0 && temperature <= 1)) {
            throw new CommandLine.ParameterException(command, "--temperature must be a number from 0 to 1, not " + temperature + ".");
        }
    }

    /** Whether something is asked for that a folder cannot be told. */
    boolean given() {
        return temperature != null || keepAlive != null || threads != null;
    }
}
