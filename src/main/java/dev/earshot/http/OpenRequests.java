package dev.earshot.http;

import dev.earshot.http.answer.Responses;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The requests without an answer yet, and their last resort: nobody catches an exception in a callback, and its client would wait
 * for ever. Every request has a context of its own, by which such an exception finds it. Event
 * loop only.
 */
final class OpenRequests {

    private static final Logger LOG = LoggerFactory.getLogger(OpenRequests.class);

    private final Vertx vertx;
    private final Map<RoutingContext, Context> open = new HashMap<>();

    OpenRequests(Vertx vertx) {
        this.vertx = vertx;
    }

    /** A request has started, on its own context. */
    void add(RoutingContext request) {
        open.put(request, vertx.getOrCreateContext());
        request.addEndHandler(answered -> open.remove(request));
    }

    /** A connection has become a WebSocket. */
    void forget(HttpConnection connection) {
        open.keySet().removeIf(request -> request.request().connection() == connection);
    }

    /** Answers all of them with a failure. */
    void failAll(Throwable error) {
        List.copyOf(open.keySet()).forEach(request -> Responses.fail(request, error));
    }

    /** An exception that nobody has caught: the request whose work threw it is answered. */
    void onUncaught(Throwable error) {
        Context thrower = vertx.getOrCreateContext();
        Optional<RoutingContext> request = open.entrySet().stream().filter(entry -> entry.getValue() == thrower).map(Map.Entry::getKey).findFirst();
        request.ifPresentOrElse(open -> Responses.fail(open, error), () -> LOG.error("A callback failed", error));
    }
}
