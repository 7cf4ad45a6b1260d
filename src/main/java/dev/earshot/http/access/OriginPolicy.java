package dev.earshot.http.access;

import dev.earshot.http.answer.ProblemResponse;
import io.vertx.core.net.HostAndPort;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps web pages of other sites away from a service on this machine, which may want no key. A page can send requests to
 * 127.0.0.1, and by DNS rebinding even read the answers, but it cannot choose the {@code Host} and {@code Origin}
 * headers its browser sends. Addresses cannot be rebound, so they always pass; where the service listens on every
 * interface its names are not known, and any passes. Pages of the origins that CORS allows may do what our own may.
 */
public final class OriginPolicy {

    private static final Set<String> EVERY_INTERFACE = Set.of("0.0.0.0", "::", "[::]");
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.%]+]|[0-9a-f]*:[0-9a-f:.]+");

    private final String listening;
    private final Cors cors;

    /** @param listening the configured host */
    public OriginPolicy(String listening, Cors cors) {
        this.listening = listening.toLowerCase(Locale.ROOT);
        this.cors = cors;
    }

    /**
     * Why a request is refused, if it is.
     *
     * @param host   the {@code Host} header, or null
     * @param origin the {@code Origin} header, or null
     * @param socket whether the request is to become a WebSocket: browsers let pages of any site read what comes from one
     */
    public Optional<ProblemResponse> refuse(String method, String host, String origin, boolean socket) {
        if (host != null && !knows(host)) {
            return Optional.of(ProblemResponse.forbidden("This service does not answer to the name '" + host
                    + "'; use 127.0.0.1, localhost, or the host it is configured with."));
        }
        if (origin != null && (socket || !READING.contains(method)) && !sameHost(origin, host) && !cors.allows(origin)) {
            return Optional.of(ProblemResponse.forbidden("A page of '" + origin
                    + "' may not " + (socket ? "listen" : "change anything") + " here; send the request from the service's own address or from a program."));
        }
        return Optional.empty();
    }

    private boolean knows(String hostHeader) {
        if (EVERY_INTERFACE.contains(listening)) {
            return true;
        }
        HostAndPort authority = HostAndPort.parseAuthority(hostHeader, -1);
        if (authority == null) {
            return false;
        }
        String host = authority.host().toLowerCase(Locale.ROOT);
        return host.equals(listening) || host.equals("localhost") || host.endsWith(".localhost") || ADDRESS.matcher(host).matches();
    }

    private static boolean sameHost(String origin, String host) {
        try {
            return URI.create(origin).getRawAuthority() != null && URI.create(origin).getRawAuthority().equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
