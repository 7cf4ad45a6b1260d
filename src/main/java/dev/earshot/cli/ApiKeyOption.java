package dev.earshot.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The API key with which a command accesses a running service. */
final class ApiKeyOption {

    private static final String VARIABLE = "EARSHOT_API_KEY";

    @Option(names = "--api-key", paramLabel = "KEY", scope = ScopeType.INHERIT,
            description = "The API key of a service that requires one. Better set " + VARIABLE + ", which other users of this machine cannot see.")
    private String key;

    /** The key, or null. */
    String key() {
        String text = key != null ? key : System.getenv(VARIABLE);
        return text == null || text.isBlank() ? null : text.strip();
    }
}
