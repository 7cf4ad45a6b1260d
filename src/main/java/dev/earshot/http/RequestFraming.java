package dev.earshot.http;

import dev.earshot.http.answer.ProblemResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses requests that a proxy in front of the service could read differently than the service does, which is how requests are
 * smuggled past a proxy (RFC 9112, 11.2).
 */
final class RequestFraming {

    /** {@code .} or {@code ..} as a whole segment, escaped or not: other servers remove it first. */
    private static final Pattern DOTS = Pattern.compile("(?:^|/)(?:\\.|%2[eE]){1,2}(?:/|$)");
    private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://(?<authority>[^/?#]*).*");

    private RequestFraming() {
    }

    /** Why a request is refused, if it is. */
    static Optional<ProblemResponse> refuse(HttpServerRequest request) {
        List<String> encodings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        if (encodings.size() > 1 || encodings.size() == 1 && !encodings.get(0).strip().equalsIgnoreCase("chunked")) {
            return Optional.of(ProblemResponse.notImplemented("The body comes in a Transfer-Encoding that this service does not know;"
                    + " send it chunked, or with a Content-Length."));
        }
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.size() > 1) {
            return Optional.of(ProblemResponse.unreadable("A request has one Host header, not " + hosts.size() + "."));
        }
        Matcher absolute = ABSOLUTE.matcher(request.uri());
        if (absolute.matches() && (hosts.isEmpty() || !absolute.group("authority").equalsIgnoreCase(hosts.get(0)))) {
            return Optional.of(ProblemResponse.unreadable("The request's address and its Host header name different hosts."));
        }
        return Optional.empty();
    }

    /** Why a path is refused, if it is. */
    static Optional<ProblemResponse> refusePath(String path) {
        return path != null && DOTS.matcher(path).find()
                ? Optional.of(ProblemResponse.notFound("There is nothing at " + path + "; a path has no segments '.' and '..'.")) : Optional.empty();
    }

    /**
     * Whether the end of the body may not be where a proxy saw it. Of two lengths in a request Netty has removed one before anybody can see
     * it, so each chunked body counts; then the connection ends with the answer, as RFC 9112, 6.3 has it.
     */
    static boolean isAmbiguous(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }
}
