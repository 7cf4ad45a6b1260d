package dev.earshot.http.access;

import dev.earshot.bus.Fault;
import dev.earshot.http.answer.ProblemResponse;
import dev.earshot.http.answer.Responses;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
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
 * Keeps clients that send nothing, or next to nothing, from using up the connections: idle ones are closed, and their number is
 * limited. Before its first admitted request a connection has less time and fewer slots. Vert.x' own idle timeout would also close
 * those that wait for an answer, and an answer may take hours. Event loop only.
 */
public final class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    /**
     * The state of a connection.
     *
     * @param request  that it waits for or is answering, or null
     * @param timer    closes it, or fails the request, when it takes too long
     * @param admitted whether a request of it was admitted
     */
    private record Watch(String address, RoutingContext request, long timer, boolean admitted) {
    }

    private final Vertx vertx;
    private final Limits limits;
    private final ClientSlots slots;
    private final ClientSlots unadmitted;
    private final Map<HttpConnection, Watch> open = new HashMap<>();
    private boolean full;

    public Connections(Vertx vertx, Limits limits) {
        this.vertx = vertx;
        this.limits = limits;
        this.slots = new ClientSlots(limits.connections());
        this.unadmitted = new ClientSlots(limits.connections(), limits.unadmitted());
    }

    /** The address that a client's connections are counted by. */
    public static String address(SocketAddress remote) {
        return remote == null || remote.hostAddress() == null ? "" : remote.hostAddress();
    }

    /** Closes a connection now. {@link HttpConnection#close} would first send what is still to be sent, which some clients never take. */
    public static void cut(HttpConnection connection) {
        // From behind Vert.x' own handler, which would wait.
        ((ConnectionBase) connection).channel().pipeline().lastContext().close();
    }

    /** A connection was opened. One too many is closed: even an answer would need a slot. */
    public void opened(HttpConnection connection) {
        String address = address(connection.remoteAddress());
        if (!slots.acquire(address)) {
            refuse(connection, address);
            return;
        }
        if (!unadmitted.acquire(address)) {
            slots.release(address);
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
            LOG.warn("{} connections are open, {} of {}; {} gets no more until some have ended", open.size(), slots.of(address), address, address);
        }
        full = true;
        connection.close();
    }

    /** A connection has closed, or has become a WebSocket, which the bridge counts and watches. */
    public void release(HttpConnection connection) {
        Watch watch = open.remove(connection);
        if (watch != null) {
            vertx.cancelTimer(watch.timer());
            slots.release(watch.address());
            if (!watch.admitted()) {
                unadmitted.release(watch.address());
            }
            // Not at once: a load that comes and goes is logged once.
            full = full && open.size() > limits.connections() / 2;
        }
    }

    /** Starts a request once its client has read the answers before it: pipelined requests would otherwise pile up answers. */
    public static void whenTaken(HttpServerRequest request, Runnable start) {
        if (!request.response().writeQueueFull()) {
            start.run();
            return;
        }
        request.pause();
        request.response().drainHandler(taken -> {
            request.response().drainHandler(null);
            request.resume();
            start.run();
        });
    }

    /** A request has started: its connection may stay open until it is answered, but its body must arrive in time. */
    public void onRequest(RoutingContext ctx) {
        HttpConnection connection = ctx.request().connection();
        Watch watch = open.get(connection);
        if (watch == null) {
            // It has closed, or is about to.
            return;
        }
        watch(connection, ctx, vertx.setTimer(limits.idle().toMillis(), late -> checkWhole(ctx)), watch.admitted());
        ctx.addEndHandler(answered -> {
            // A pipelined request starts before this handler is called.
            Watch now = open.get(connection);
            if (now != null && now.request() == ctx) {
                watch(connection, null, closeLater(connection, now.admitted() ? limits.idle() : limits.firstRequest()), now.admitted());
            }
        });
    }

    /** A request was admitted that not everybody may send. */
    public void onAdmitted(RoutingContext ctx) {
        HttpConnection connection = ctx.request().connection();
        Watch watch = open.get(connection);
        if (watch != null && !watch.admitted()) {
            unadmitted.release(watch.address());
            open.put(connection, new Watch(watch.address(), watch.request(), watch.timer(), true));
        }
    }

    /** Uploads may take long; their receiver watches them. */
    private void checkWhole(RoutingContext ctx) {
        if (!ctx.request().isEnded() && !ctx.request().isExpectMultipart()) {
            Responses.fail(ctx, new Fault(Fault.Code.UPLOAD_STALLED, "The request's body did not arrive within "
                    + limits.idle().toSeconds() + " s; send it again."));
        }
    }

    private long closeLater(HttpConnection connection, Duration time) {
        return vertx.setTimer(time.toMillis(), late -> {
            Watch now = open.get(connection);
            if (now != null) {
                watch(connection, now.request(), vertx.setTimer(limits.idle().toMillis(), over -> cut(connection)), now.admitted());
                connection.close();
            }
        });
    }

    private void watch(HttpConnection connection, RoutingContext request, long timer, boolean admitted) {
        Watch before = open.put(connection, new Watch(open.get(connection).address(), request, timer, admitted));
        vertx.cancelTimer(before.timer());
    }
}
