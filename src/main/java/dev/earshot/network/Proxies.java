package dev.earshot.network;

import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which proxy a request uses: the configured one for all, else those of the environment variables that curl reads.
 *
 * @param http    for http addresses, or null
 * @param https   for https addresses, or null
 * @param noProxy hosts reached without a proxy: names, which include their subdomains, names with ports, {@code *} for all
 */
public record Proxies(URI http, URI https, List<String> noProxy) {

    public Proxies {
        noProxy = List.copyOf(noProxy);
    }

    public static Proxies of(String configured, Map<String, String> env) {
        if (!configured.isBlank()) {
            URI proxy = address(configured);
            return new Proxies(proxy, proxy, List.of());
        }
        String any = variable(env, "ALL_PROXY", "");
        return new Proxies(address(variable(env, "HTTP_PROXY", any)), address(variable(env, "HTTPS_PROXY", any)),
                Arrays.stream(variable(env, "NO_PROXY", "").toLowerCase(Locale.ROOT).split("[,\\s]+")).filter(name -> !name.isEmpty()).toList());
    }

    /** The proxy for an address, or null. */
    public ProxyOptions proxyFor(URI uri) {
        URI proxy = uri.getScheme().equalsIgnoreCase("https") ? https : http;
        if (proxy == null || noProxy.stream().anyMatch(name -> covers(name, uri))) {
            return null;
        }
        ProxyOptions options = new ProxyOptions().setHost(proxy.getHost())
                .setType(proxy.getScheme().toLowerCase(Locale.ROOT).startsWith("socks5") ? ProxyType.SOCKS5 : ProxyType.HTTP)
                .setPort(proxy.getPort() >= 0 ? proxy.getPort() : proxy.getScheme().equalsIgnoreCase("http") ? 80 : 1080);
        if (proxy.getUserInfo() != null) {
            String[] user = proxy.getUserInfo().split(":", 2);
            options.setUsername(user[0]).setPassword(user.length == 2 ? user[1] : "");
        }
        return options;
    }

    private static boolean covers(String name, URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        String bare = name.replaceFirst("^\\*?\\.", "");
        return name.equals("*") || host.equals(bare) || host.endsWith("." + bare) || (host + ":" + uri.getPort()).equals(bare);
    }

    private static String variable(Map<String, String> env, String name, String otherwise) {
        String lower = env.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        String found = lower.isBlank() ? env.getOrDefault(name, "") : lower;
        return found.isBlank() ? otherwise : found.strip();
    }

    private static URI address(String text) {
        if (text.isBlank()) {
            return null;
        }
        try {
            URI uri = URI.create(text.contains("://") ? text : "http://" + text);
            return uri.getHost() == null ? null : uri;
        } catch (IllegalArgumentException e) {
            // The environment is not ours to correct; without a proxy, the failure will say that the host cannot be reached.
            return null;
        }
    }
}
