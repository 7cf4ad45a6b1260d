package dev.earshot.cli;

import dev.earshot.speech.Priority;
import dev.earshot.speech.RecognitionLimits;
import picocli.CommandLine;
import picocli.CommandLine.Option;

import java.util.Arrays;
import java.util.Locale;

/** Options about how to transcribe; null where not given. */
final class ComputeOptions {

    @Option(names = "--temperature", paramLabel = "T", description = "From 0 (the default: the most likely words) to 1.")
    Double temperature;

    @Option(names = "--keep-alive", paramLabel = "TIME",
            description = "How long a service keeps the model in memory afterwards: 5m, 300 (seconds), 0, or -1 for good.")
    String keepAlive;

    @Option(names = "--threads", paramLabel = "N", description = "Number of threads; implies --local (default: engine.threads).")
    Integer threads;

    @Option(names = "--priority", paramLabel = "P", description = "interactive (the default), or batch, which yields to interactive jobs.")
    private String priority;

    void check(CommandLine command) {
        if (priority != null && Arrays.stream(Priority.values()).noneMatch(each -> text(each).equals(priority))) {
            throw new CommandLine.ParameterException(command, "--priority must be interactive or batch, not '" + priority + "'.");
        }
        if (temperature != null && !RecognitionLimits.isValidTemperature(temperature)) {
            throw new CommandLine.ParameterException(command, "--temperature must be a number from 0 to 1, not " + temperature + ".");
        }
    }

    /** The valid priority, or null. */
    Priority priority() {
        return priority == null ? null : Priority.valueOf(priority.toUpperCase(Locale.ROOT));
    }

    /** A priority as in requests. */
    static String text(Priority priority) {
        return priority.name().toLowerCase(Locale.ROOT);
    }

    /** Whether an option is given that a folder does not support. */
    boolean isGiven() {
        return temperature != null || keepAlive != null || threads != null;
    }
}
