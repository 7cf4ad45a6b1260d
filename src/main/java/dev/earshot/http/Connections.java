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

    /** What a connection is at, and the timer that looks whether it is at it too long. */
    private record Watch(RoutingContext request, long timer) {
    }

    private final Vertx vertx;
    private final Limits limits;
    private final Map<HttpConnection, Watch> open = new HashMap<>();
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
        open.put(connection, new Watch(null, closeLater(connection)));
        connection.closeHandler(closed -> release(connection));
    }

    /** A connection has ended, or is no HTTP any more: a WebSocket is counted and watched by who listens to it. */
    void release(HttpConnection connection) {
        Watch watch = open.remove(connection);
        if (watch != null) {
            vertx.cancelTimer(watch.timer());
            // Not at once: a crowd that comes and goes is told of once.
            full = full && open.size() > limits.connections() / 2;
        }
    }

    /** A request has begun: its connection may stay until it is answered, but its body must come. */
    void begun(RoutingContext ctx) {
        HttpConnection connection = ctx.request().connection();
        if (!open.containsKey(connection)) {
            // It has gone, or is about to.
            return;
        }
        watch(connection, ctx, vertx.setTimer(limits.quiet().toMillis(), late -> checkWhole(ctx)));
        ctx.addEndHandler(answered -> {
            // One that was sent right behind this one has begun before this is told.
            if (open.containsKey(connection) && open.get(connection).request() == ctx) {
                watch(connection, null, closeLater(connection));
            }
        });
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

    private void watch(HttpConnection connection, RoutingContext request, long timer) {
        vertx.cancelTimer(open.put(connection, new Watch(request, timer)).timer());
    }
}
