package dev.earshot.cli;

import dev.earshot.config.Config;
import dev.earshot.config.ConfigLoader;
import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The options of every command that needs the configuration. */
final class ConfigOptions {

    @Option(names = "--data", paramLabel = "DIR", description = "Where models, jobs and uploads live.")
    private String data;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration file (see conf/earshot.yaml).")
    private Path file;

    Config load() {
        return load(Map.of());
    }

    /** @param flags keys that the command's own options set */
    Config load(Map<String, String> flags) {
        Map<String, String> all = new HashMap<>(flags);
        if (data != null) {
            all.put("data", data);
        }
        return ConfigLoader.load(file(), System.getenv(), all);
    }

    /** The file that was named; else the one that the launcher found beside the program. */
    private Optional<Path> file() {
        if (file != null) {
            return Optional.of(file);
        }
        String named = System.getenv("EARSHOT_CONFIG");
        if (named != null && !named.isBlank()) {
            return Optional.of(Path.of(named));
        }
        return Optional.ofNullable(System.getProperty("earshot.config")).map(Path::of).filter(Files::isRegularFile);
    }
}
