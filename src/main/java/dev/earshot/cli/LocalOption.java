package dev.earshot.cli;

import dev.earshot.config.Config;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;

/** Whether a command works in this process or, by default, with the running service of the data directory. */
final class LocalOption {

    @Option(names = "--local", description = "Work in this process, even where a service of the data directory is running.")
    private boolean local;

    @Mixin
    private ServerOption server;

    /** The service to work with; empty for this process. */
    Optional<RemoteService> service(PrintWriter err) {
        return local ? Optional.empty() : server.running(err);
    }

    /** Whether a service was named with {@code --server}. */
    boolean serverNamed() {
        return server.named();
    }

    Config config() {
        return server.config().load();
    }

    /** @param flags keys that the command's own options set */
    Config config(Map<String, String> flags) {
        return server.config().load(flags);
    }
}
