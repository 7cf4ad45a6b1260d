package dev.earshot.http;

import dev.earshot.bus.Fault;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.Map;

/**
 * Keeps clients that send nothing, or next to nothing, from holding what others need: a connection without a request is closed
 * after a while, and there are only so many. Vert.x' own idle timeout would also close those that wait for an answer, and
 * an answer may take hours. Event loop only.
 */
final class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final Vertx vertx;
    private final Limits limits;
    /** Open connections, and the timer of each that waits for its next request. */
    private final Map<HttpConnection, Long> open = new HashMap<>();
    private boolean full;

    Connections(Vertx vertx, Limits limits) {
        this.vertx = vertx;
        this.limits = limits;
    }

    /** A connection was made. One too many is closed: an answer, too, would need a place. */
    void opened(HttpConnection connection) {
        if (open.size() >= limits.connections()) {
            if (!full) {
                LOG.warn("{} connections are open; no more are taken until some have ended", open.size());
            }
            full = true;
            connection.close();
            return;
        }
        open.put(connection, closeLater(connection));
        connection.closeHandler(closed -> {
            vertx.cancelTimer(open.remove(connection));
            full = false;
        });
    }

    /** A request has begun: its connection may stay until it is answered, but its body must come. */
    void begun(RoutingContext ctx) {
        HttpConnection connection = ctx.request().connection();
        rearm(connection, vertx.setTimer(limits.quiet().toMillis(), late -> checkWhole(ctx)));
        ctx.addEndHandler(answered -> rearm(connection, closeLater(connection)));
    }

    /** Uploads take as long as they take, and are watched by their receiver. */
    private void checkWhole(RoutingContext ctx) {
        if (!ctx.request().isEnded() && !ctx.request().isExpectMultipart()) {
            Answers.fail(ctx, new Fault(Fault.Code.UPLOAD_STALLED, "The request's body did not arrive within "
                    + limits.quiet().toSeconds() + " s; send it again."));
        }
    }

    private long closeLater(HttpConnection connection) {
        return vertx.setTimer(limits.quiet().toMillis(), late -> connection.close());
    }

    private void rearm(HttpConnection connection, long timer) {
        Long last = open.computeIfPresent(connection, (key, old) -> {
            vertx.cancelTimer(old);
            return timer;
        });
        if (last == null) {
            // It has gone meanwhile.
            vertx.cancelTimer(timer);
        }
    }
}
