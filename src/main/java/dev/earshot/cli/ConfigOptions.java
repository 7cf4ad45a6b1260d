package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.config.ConfigLoader;
import dev.earshot.config.LayeredConfig;
import dev.earshot.config.SettingsFile;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The options of every command that needs the configuration. */
final class ConfigOptions {

    @Option(names = "--data", paramLabel = "DIR", scope = ScopeType.INHERIT, description = "The data directory, with models, jobs and uploads.")
    private String data;

    @Option(names = "--config", paramLabel = "FILE", scope = ScopeType.INHERIT, description = "The configuration file (see conf/earshot.yaml).")
    private Path file;

    /** Replaces the data directory that was named. */
    void data(String folder) {
        data = folder;
    }

    /** The configuration, including the settings that the user has changed in a running service. */
    Config load() {
        return load(Map.of());
    }

    /** @param flags keys that the command's own options set */
    Config load(Map<String, String> flags) {
        LayeredConfig settings = settings(flags);
        try {
            return new SettingsFile(settings.config().data()).applyTo(settings).config();
        } catch (Fault damaged) {
            // The service renames the damaged file at its next start. No constant, as the first logger sets Logback up.
            LoggerFactory.getLogger(ConfigOptions.class).warn(damaged.getMessage());
            return settings.config();
        }
    }

    /**
     * The configuration without the settings that the user has changed.
     *
     * @param flags keys that the command's own options set
     */
    LayeredConfig settings(Map<String, String> flags) {
        Map<String, String> all = new HashMap<>(flags);
        if (data != null) {
            all.put("data", data);
        }
        return ConfigLoader.load(file(), System.getenv(), all);
    }

    /** The file that is named on the command line or in the environment; else that of the launcher. */
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
