package dev.earshot.http.access;

import dev.earshot.bus.Fault;
import dev.earshot.http.answer.ProblemResponse;
import dev.earshot.http.answer.Responses;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps clients that send nothing, or next to nothing, from holding what others need: a connection without a request is closed
 * after a while, and there are only so many. Who has not sent a request yet that was let in has less time and fewer places. Vert.x' own
 * idle timeout would also close those that wait for an answer, and an answer may take hours. Event loop only.
 */
public final class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    /**
     * What a connection is at.
     *
     * @param request that it is at, or null
     * @param timer   looks whether it is at it too long
     * @param known   whether a request of it was let in
     */
    private record Watch(String address, RoutingContext request, long timer, boolean known) {
    }

    private final Vertx vertx;
    private final Limits limits;
    private final ClientSlots places;
    private final ClientSlots strangers;
    private final Map<HttpConnection, Watch> open = new HashMap<>();
    private boolean full;

    public Connections(Vertx vertx, Limits limits) {
        this.vertx = vertx;
        this.limits = limits;
        this.places = new ClientSlots(limits.connections());
        this.strangers = new ClientSlots(limits.connections(), limits.strangers());
    }

    /** The address that a client is counted by. */
    public static String address(SocketAddress remote) {
        return remote == null || remote.hostAddress() == null ? "" : remote.hostAddress();
    }

    /** Closes a connection now. {@link HttpConnection#close} would first send what is still to be sent, which some clients never take. */
    public static void cut(HttpConnection connection) {
        // From the last handler on, for that one is Vert.x' and would wait.
        ((ConnectionBase) connection).channel().pipeline().lastContext().close();
    }

    /** A connection was made. One too many is closed: an answer, too, would need a place. */
    public void opened(HttpConnection connection) {
        String address = address(connection.remoteAddress());
        if (!places.take(address)) {
            refuse(connection, address);
            return;
        }
        if (!strangers.take(address)) {
            places.leave(address);
            refuse(connection, address);
            return;
        }
        open.put(connection, new Watch(address, null, closeLater(connection, limits.firstRequest()), false));
        connection.closeHandler(closed -> release(connection));
        connection.exceptionHandler(error -> broken(connection, error));
    }

    /** The rest of a request cannot be read, or none comes. Vert.x closes the connection next, and drops what it has not sent yet. */
    private void broken(HttpConnection connection, Throwable error) {
        Watch watch = open.get(connection);
        if (!(error instanceof IOException) && watch != null && watch.request() != null) {
            Responses.fail(watch.request(), ProblemResponse.unreadable("The request's body cannot be read as HTTP/1.1; in one that comes in chunks"
                    + " each begins with a line with its length, in hexadecimal digits."));
        }
        ((ConnectionBase) connection).channelHandlerContext().flush();
    }

    private void refuse(HttpConnection connection, String address) {
        if (!full) {
            LOG.warn("{} connections are open, {} of {}; {} gets no more until some have ended", open.size(), places.of(address), address, address);
        }
        full = true;
        connection.close();
    }

    /** A connection has ended, or is no HTTP any more: a WebSocket is counted and watched by who listens to it. */
    public void release(HttpConnection connection) {
        Watch watch = open.remove(connection);
        if (watch != null) {
            vertx.cancelTimer(watch.timer());
            places.leave(watch.address());
            if (!watch.known()) {
                strangers.leave(watch.address());
            }
            // Not at once: a crowd that comes and goes is told of once.
            full = full && open.size() > limits.connections() / 2;
        }
    }

    /** Has a request begin when its client takes what it was sent before: many sent in one go would make answers without end. */
    public static void whenTaken(HttpServerRequest request, Runnable begin) {
        if (!request.response().writeQueueFull()) {
            begin.run();
            return;
        }
        request.pause();
        request.response().drainHandler(taken -> {
            request.response().drainHandler(null);
            request.resume();
            begin.run();
        });
    }

    /** A request has begun: its connection may stay until it is answered, but its body must come. */
    public void begun(RoutingContext ctx) {
        HttpConnection connection = ctx.request().connection();
        Watch watch = open.get(connection);
        if (watch == null) {
            // It has gone, or is about to.
            return;
        }
        watch(connection, ctx, vertx.setTimer(limits.quiet().toMillis(), late -> checkWhole(ctx)), watch.known());
        ctx.addEndHandler(answered -> {
            // One that was sent right behind this one has begun before this is told.
            Watch now = open.get(connection);
            if (now != null && now.request() == ctx) {
                watch(connection, null, closeLater(connection, now.known() ? limits.quiet() : limits.firstRequest()), now.known());
            }
        });
    }

    /** A request was let in that not everybody may send. */
    public void admitted(RoutingContext ctx) {
        HttpConnection connection = ctx.request().connection();
        Watch watch = open.get(connection);
        if (watch != null && !watch.known()) {
            strangers.leave(watch.address());
            open.put(connection, new Watch(watch.address(), watch.request(), watch.timer(), true));
        }
    }

    /** Uploads take as long as they take, and are watched by their receiver. */
    private void checkWhole(RoutingContext ctx) {
        if (!ctx.request().isEnded() && !ctx.request().isExpectMultipart()) {
            Responses.fail(ctx, new Fault(Fault.Code.UPLOAD_STALLED, "The request's body did not arrive within "
                    + limits.quiet().toSeconds() + " s; send it again."));
        }
    }

    private long closeLater(HttpConnection connection, Duration time) {
        return vertx.setTimer(time.toMillis(), late -> {
            Watch now = open.get(connection);
            if (now != null) {
                watch(connection, now.request(), vertx.setTimer(limits.quiet().toMillis(), over -> cut(connection)), now.known());
                connection.close();
            }
        });
    }

    private void watch(HttpConnection connection, RoutingContext request, long timer, boolean known) {
        Watch before = open.put(connection, new Watch(open.get(connection).address(), request, timer, known));
        vertx.cancelTimer(before.timer());
    }
}
