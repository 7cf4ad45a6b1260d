package dev.earshot.http.access;

import dev.earshot.http.request.AssetPaths;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** The headers by which browsers keep an answer from being misread, framed, or taken by pages of other sites. On every answer. */
public final class SecurityHeaders {

    /** What our own page may do: use what comes from this service and what it makes itself, and nothing else. */
    private static final String PAGE = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; script-src 'self';"
            + " style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
    /** An answer that is no page does nothing at all, even where a browser is brought to show it. */
    private static final String DATA = "default-src 'none'; frame-ancestors 'none'";

    private SecurityHeaders() {
    }

    /** @param path that is answered, or null where it could not be read */
    public static void put(HttpServerResponse response, String path) {
        boolean page = path != null && (path.equals("/") || AssetPaths.resource(path).isPresent());
        response.putHeader("Content-Security-Policy", page ? PAGE : DATA)
                .putHeader("Permissions-Policy", "microphone=(self), camera=(), geolocation=()")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
