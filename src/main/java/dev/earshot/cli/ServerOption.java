package dev.earshot.cli;

import dev.earshot.bus.Fault;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.net.URI;

/** Which running service a command speaks to. */
final class ServerOption {

    @Option(names = "--server", paramLabel = "URL", description = "A running Earshot, such as http://127.0.0.1:8378.")
    private String server;

    @Mixin
    private ApiKeyOption apiKey;

    @Mixin
    private ConfigOptions config;

    RemoteService connect() {
        return new RemoteService(uri(), apiKey.key());
    }

    private URI uri() {
        if (server != null) {
            return parse(server);
        }
        var loaded = config.load();
        boolean everywhere = loaded.host().equals("0.0.0.0") || loaded.host().equals("::");
        String host = everywhere ? "127.0.0.1" : loaded.host().contains(":") ? "[" + loaded.host() + "]" : loaded.host();
        return URI.create("http://" + host + ":" + loaded.port());
    }

    /** @throws Fault {@code bad-request} where the text is no http address */
    static URI parse(String text) {
        try {
            URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (java.net.URISyntaxException e) {
            // Said below.
        }
        throw Fault.badRequest("--server must be an address such as http://127.0.0.1:8378, not '" + text + "'.");
    }
}
