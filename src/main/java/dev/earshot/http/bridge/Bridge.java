package dev.earshot.http.bridge;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.http.access.ClientSlots;
import dev.earshot.http.access.Connections;
import dev.earshot.http.access.Limits;
import dev.earshot.http.access.Tickets;
import dev.earshot.http.answer.Responses;
import dev.earshot.http.bridge.BridgeTopics.BridgeEvent;
import dev.earshot.http.request.QueryParameters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Events for browsers and programs over a WebSocket, in the protocol of Vert.x' event bus bridge: a client sends
 * {@code {"type":"register","address":...}}, {@code unregister} and {@code ping}; it gets {@code {"type":"rec","address","body"}} and, for a ping,
 * {@code {"type":"pong"}}. Only {@link BridgeTopics} can be subscribed to, and nothing can be sent to the bus: a client that tries anything else is
 * disconnected,
 * because answers to a client that does not read would pile up in memory. That is also why this is not the library's own
 * bridge, which answers. Event loop only.
 */
public final class Bridge {

    private static final String PONG = "{\"type\":\"pong\"}";

    private final Vertx vertx;
    private final Bus bus;
    private final Tickets tickets;
    private final Limits limits;
    private final ClientSlots slots;
    private final Consumer<HttpConnection> onUpgrade;
    private final Set<String> topics = BridgeTopics.names();
    private final Map<ServerWebSocket, PacedSocket> open = new HashMap<>();
    private boolean listening;

    /** @param onUpgrade called with each connection that has become a WebSocket */
    public Bridge(Vertx vertx, Bus bus, Tickets tickets, Limits limits, Consumer<HttpConnection> onUpgrade) {
        this.vertx = vertx;
        this.bus = bus;
        this.tickets = tickets;
        this.limits = limits;
        this.slots = new ClientSlots(limits.listeners());
        this.onUpgrade = onUpgrade;
    }

    public void mount(Router router) {
        router.post("/api/eventbus/ticket").handler(ctx -> Responses.json(ctx, 200, tickets.issue()));
        router.get(QueryParameters.EVENT_BUS).handler(this::connect);
    }

    private void connect(RoutingContext ctx) {
        if (!ctx.request().canUpgradeToWebSocket()) {
            Responses.fail(ctx, Fault.badRequest("Open this address as a WebSocket; /asyncapi.yaml describes its events."));
            return;
        }
        String address = Connections.address(ctx.request().remoteAddress());
        if (!slots.acquire(address)) {
            Responses.fail(ctx, new Fault(Fault.Code.QUEUE_FULL, "This service has " + slots.taken() + " listeners already, "
                    + slots.of(address) + " of them from you, which is its limit."));
            return;
        }
        HttpConnection connection = ctx.request().connection();
        Responses.finish(ctx, ctx.request().toWebSocket().recover(error -> {
            slots.release(address);
            return Future.failedFuture(Fault.badRequest("This is no WebSocket handshake of RFC 6455; /asyncapi.yaml describes its events."));
        }), socket -> {
            onUpgrade.accept(connection);
            opened(socket, address, connection);
        });
    }

    private void opened(ServerWebSocket socket, String address, HttpConnection connection) {
        PacedSocket paced = new PacedSocket(vertx, socket, limits, () -> Connections.cut(connection));
        open.put(socket, paced);
        socket.closeHandler(closed -> {
            open.remove(socket);
            slots.release(address);
            paced.close();
        });
        // An error also closes the connection.
        socket.exceptionHandler(error -> { });
        MessageRate rate = new MessageRate(Limits.SOCKET_FRAMES, Limits.SOCKET_TIME);
        // Counts what Vert.x answers itself, or drops, too: pings, pongs, and fragments.
        socket.frameHandler(frame -> {
            if (rate.allows(paced.reads())) {
                paced.onMessage();
            } else {
                paced.refuse("too many frames in a short time");
            }
        });
        socket.textMessageHandler(text -> onMessage(paced, text));
        socket.binaryMessageHandler(bytes -> paced.refuse("text only"));
        if (!listening) {
            listening = true;
            BridgeTopics.listen(bus, this::publish);
        }
    }

    private void publish(BridgeEvent event) {
        open.values().forEach(client -> client.publish(event));
    }

    private void onMessage(PacedSocket paced, String text) {
        try {
            JsonObject message = new JsonObject(text);
            switch (text(message, "type")) {
                case "ping" -> paced.send("pong", PONG);
                case "register" -> register(paced, text(message, "address"));
                case "unregister" -> unregister(paced, text(message, "address"));
                default -> paced.refuse("send register, unregister or ping");
            }
        } catch (DecodeException e) {
            paced.refuse("send a JSON object");
        }
    }

    /** A field's text; empty where it is anything else. */
    private static String text(JsonObject message, String field) {
        return message.getValue(field) instanceof String text ? text : "";
    }

    private void register(PacedSocket paced, String address) {
        if (topics.contains(address)) {
            paced.register(address);
        } else {
            paced.refuse("there is no such topic for clients; see /asyncapi.yaml");
        }
    }

    private void unregister(PacedSocket paced, String address) {
        if (topics.contains(address)) {
            paced.unregister(address);
        } else {
            paced.refuse("there is no such topic for clients; see /asyncapi.yaml");
        }
    }
}
