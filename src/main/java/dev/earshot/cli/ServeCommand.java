package dev.earshot.cli;

import dev.earshot.boot.Service;
import dev.earshot.boot.Version;
import dev.earshot.bus.Empty;
import dev.earshot.config.Config;
import dev.earshot.config.LayeredConfig;
import dev.earshot.engine.EngineMessages;
import dev.earshot.log.Logging;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.Model;
import dev.earshot.models.ModelMessages.ModelList;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

@Command(name = "serve", mixinStandardHelpOptions = true,
        description = "Runs the service: the HTTP API, the queue, the models.",
        footer = {"", "Ctrl-C stops in order: current windows are finished, the rest continues at the next start. "
                + "A second Ctrl-C stops at once.", "", "Examples:", "  earshot serve",
                "  earshot serve --host 0.0.0.0 --port 9000 --data /srv/earshot",
                "  EARSHOT_MODELS_STRATEGY=always earshot serve", "",
                "Where other machines can reach it, it requires an API key: 'earshot key' makes one."})
final class ServeCommand implements Callable<Integer> {

    @Option(names = "--host", paramLabel = "ADDRESS", description = "The address to listen on (default: 127.0.0.1).")
    private String host;

    @Option(names = "--port", paramLabel = "N", description = "The port to listen on (default: 8378; 0 lets the system choose).")
    private String port;

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "The format of the log on stderr: text, or json, one object per line (default: text).")
    private String logFormat;

    /** How an older version tries this one: see docs/decisions/0022-releases-and-updates.md. */
    @Option(names = "--trial", paramLabel = "DIR", hidden = true)
    private String trial;

    @Mixin
    private ConfigOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> flags = new HashMap<>();
        if (host != null) {
            flags.put("host", host);
        }
        if (port != null) {
            flags.put("port", port);
        }
        if (logFormat != null) {
            flags.put("log.format", logFormat);
        }
        if (trial != null) {
            options.data(trial);
            // The bundled model is enough, and nobody else is served.
            flags.putAll(Map.of("host", "127.0.0.1", "port", "0", "models.preload", "never", "models.strategy", "auto",
                    "updates.check", "false"));
            Signals.onEndOfInput();
        }
        LayeredConfig settings = options.settings(flags);
        if (settings.config().log().format() == Config.Log.Format.JSON) {
            Logging.json();
        }
        Service service = Service.serve(settings, trial == null ? spec.root().commandLine().getParseResult().originalArgs() : List.of());
        Signals.onInterrupt(() -> {
            // No constant, as the first logger sets Logback up, which must not happen before the format is known.
            LoggerFactory.getLogger(ServeCommand.class).info("Stopping: finishing the current windows (Ctrl-C again stops at once)");
            try {
                service.close();
            } finally {
                // Not from the main thread, which may be waiting for an answer that will not come.
                System.exit(0);
            }
        });
        announce(service, settings.config(), spec.commandLine().getOut());
        new CountDownLatch(1).await();
        return 0;
    }

    /** Prints the address and the models. */
    static void announce(Service service, Config config, PrintWriter out) {
        ModelList models = Service.await(service.bus().request(ModelMessages.LIST, Empty.INSTANCE));
        List<String> warnings = Service.await(service.bus().request(EngineMessages.STATUS, Empty.INSTANCE)).warnings();
        out.printf(Locale.ROOT, "Earshot %s listens on http://%s:%d, ready in %.2f s.%n", Version.current(),
                config.host().contains(":") ? "[" + config.host() + "]" : config.host(), service.port(), sinceStart());
        out.println("Models: " + models.models().stream().filter(Model::installed)
                .map(model -> model.note() == null ? model.name() : model.name() + " (" + model.note() + ")")
                .collect(Collectors.joining(", ")));
        models.models().stream().filter(model -> model.standard() && !model.installed()).findFirst().ifPresent(model ->
                out.println("The default model '" + model.name() + "' is not installed yet; it is downloaded when it is first needed, or by 'earshot pull "
                        + model.name() + "'."));
        warnings.forEach(warning -> out.println("Warning: " + warning));
        out.flush();
    }

    private static double sinceStart() {
        Instant start = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
        return Duration.between(start, Instant.now()).toMillis() / 1000.0;
    }
}
