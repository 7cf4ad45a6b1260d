package dev.earshot.cli;

import dev.earshot.boot.RunningService;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

import java.io.PrintWriter;
import java.net.URI;
import java.util.Optional;

/** The running service that a command uses: the one named with {@code --server}, else that of the data directory. */
final class ServerOption {

    @Option(names = "--server", paramLabel = "URL", scope = ScopeType.INHERIT,
            description = "A running Earshot, such as http://127.0.0.1:8378 (default: that of the data directory).")
    private String server;

    @Mixin
    private ApiKeyOption apiKey;

    @Mixin
    private ConfigOptions config;

    /** For a command that needs a service; the first request fails where none runs. */
    RemoteService connect() {
        if (server != null) {
            return new RemoteService(parse(server), apiKey.key());
        }
        Config loaded = config.load();
        return new RemoteService(URI.create(RunningService.find(loaded.data()).map(RunningService::url)
                .orElseGet(() -> RunningService.address(loaded.host(), loaded.port()))), apiKey.key());
    }

    /**
     * For a command that can also work in this process: the named service, or that of the data directory if it answers.
     *
     * @param err receives the reason why a running service is not used
     */
    Optional<RemoteService> running(PrintWriter err) {
        if (server != null) {
            return Optional.of(connect());
        }
        Optional<RemoteService> found = RunningService.find(config.load().data())
                .map(service -> new RemoteService(URI.create(service.url()), apiKey.key()));
        if (found.isEmpty()) {
            return found;
        }
        try {
            found.get().check();
            return found;
        } catch (Fault fault) {
            if (fault.code() == Fault.Code.UNAUTHORIZED) {
                err.println("earshot: " + fault.getMessage() + " Working without the service.");
                err.flush();
            }
            return Optional.empty();
        }
    }

    boolean named() {
        return server != null;
    }

    ConfigOptions config() {
        return config;
    }

    /** @throws Fault {@code bad-request} where the text is not an HTTP URL */
    private static URI parse(String text) {
        try {
            URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (java.net.URISyntaxException e) {
            // Reported below.
        }
        throw Fault.badRequest("--server must be an address such as http://127.0.0.1:8378, not '" + text + "'.");
    }
}
