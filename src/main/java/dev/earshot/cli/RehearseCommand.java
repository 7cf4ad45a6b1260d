package dev.earshot.cli;

import dev.earshot.boot.Service;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.config.LayeredConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * For the launcher, which has Java record what this loads: a later start maps that from a file (class-data sharing) instead of reading,
 * checking and linking four thousand classes, which is half of its time and a quarter of its memory.
 */
@Command(name = "rehearse", hidden = true, description = "Starts the service in an empty folder and ends.",
        footer = {"", "Example:", "  earshot rehearse /tmp/scratch"})
final class RehearseCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "An empty folder; what is left in it can be removed.")
    private Path scratch;

    @Mixin
    private ConfigOptions options;

    @Override
    public Integer call() {
        try {
            options.load();
        } catch (Fault wrong) {
            // Loaded only for its classes: the user's configuration may be invalid, or have models loaded.
        }
        Config config = Config.defaults().with(Map.of("data", scratch, "host", "127.0.0.1", "port", 0));
        try (Service service = Service.serve(LayeredConfig.of(config))) {
            ServeCommand.announce(service, config, new PrintWriter(Writer.nullWriter()));
        }
        return 0;
    }
}
