package dev.earshot.downloads;

import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.network.OfflineMode;

import java.net.URI;
import java.util.Locale;
import java.util.Map;

/**
 * How to reach Hugging Face, from the environment variables of its own tools.
 *
 * @param endpoint replaces {@code https://huggingface.co}; has no trailing slash
 * @param token    sent to the endpoint only; null for none
 * @param offline  nothing may be downloaded
 */
record HuggingFace(String endpoint, String token, boolean offline) {

    static HuggingFace of(Config.Downloads config, Map<String, String> env) {
        String mirror = text(env, "HF_ENDPOINT");
        String endpoint = config.endpoint().equals(Config.Downloads.HUGGING_FACE) && !mirror.isEmpty() ? mirror : config.endpoint();
        String token = text(env, "HF_TOKEN");
        return new HuggingFace(endpoint.strip().replaceAll("/+$", ""), token.isEmpty() ? null : token,
                OfflineMode.of(env));
    }

    /**
     * The address to download a file from, with the configured endpoint.
     *
     * @throws Fault {@code bad-request}
     */
    URI resolve(String url) {
        String official = Config.Downloads.HUGGING_FACE;
        try {
            URI uri = URI.create(url.equals(official) || url.startsWith(official + "/") ? endpoint + url.substring(official.length()) : url);
            if (uri.getHost() != null && String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT).matches("https?")) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Reported below.
        }
        throw Fault.badRequest("'" + url + "' is not an http or https address.");
    }

    /** Whether the token may be sent there: only to the host, port and scheme of the endpoint. */
    boolean trusts(URI uri) {
        try {
            return token != null && origin(uri).equals(origin(URI.create(endpoint)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Without the token, which must not be logged. */
    @Override
    public String toString() {
        return endpoint;
    }

    private static String origin(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }

    private static String text(Map<String, String> env, String name) {
        return env.getOrDefault(name, "").strip();
    }
}
