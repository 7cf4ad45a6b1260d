package dev.earshot.http.access;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The CORS protocol (https://fetch.spec.whatwg.org/#http-cors-protocol) for the origins that are configured. Not vertx-web's
 * CorsHandler: that one refuses every request whose origin is not in its list, and browsers send an origin also with requests
 * that a page makes to its own service.
 */
public final class Cors {

    private static final String METHODS = "GET, HEAD, POST, PUT, DELETE";
    /** OpenAI's clients send headers of their own; the star does not stand for Authorization. */
    private static final String HEADERS = "Authorization, Content-Type, *";
    /** Seconds; browsers keep an answer no longer than two hours. */
    private static final String MAX_AGE = "7200";

    private final Set<String> origins;

    /** @param origins such as {@code https://example.org}, separated by spaces; empty for none */
    public Cors(String origins) {
        this.origins = Arrays.stream(origins.strip().split("\\s+")).filter(origin -> !origin.isEmpty())
                .map(Cors::serialized).collect(Collectors.toUnmodifiableSet());
    }

    /** @param origin the {@code Origin} header, or null */
    boolean allows(String origin) {
        return origin != null && origins.contains(origin);
    }

    /**
     * Marks the answer for the page that asks, if its origin is allowed.
     *
     * @return whether the request was a preflight, and has been answered
     */
    public boolean answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (!origins.isEmpty()) {
            response.putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        }
        if (!allows(origin)) {
            return false;
        }
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if (request.method() != HttpMethod.OPTIONS || request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) == null) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, "Location, Retry-After");
            return false;
        }
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, HEADERS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE)
                .setStatusCode(204).end();
        return true;
    }

    /** An origin as browsers write it: in lower case, without its scheme's own port. */
    private static String serialized(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        return lower.startsWith("https:") ? lower.replaceFirst(":443$", "") : lower.replaceFirst(":80$", "");
    }
}
