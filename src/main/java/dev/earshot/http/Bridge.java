package dev.earshot.http;

import dev.earshot.bus.Fault;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import io.vertx.ext.web.handler.sockjs.Transport;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What happens, told to browsers and programs over a WebSocket in the protocol of Vert.x' event bus bridge: clients register
 * {@link BridgeTopics} and hear them; nothing goes in. SockJS' other transports are not there: they hide whether a client
 * reads. Made when the first client comes. Event loop only.
 */
final class Bridge {

    static final String PATH = "/eventbus/websocket";

    /** A client must ping more often. Browsers let a page in the background act once a minute. */
    private static final Duration QUIET = Duration.ofSeconds(150);

    private final Vertx vertx;
    private final Tickets tickets;
    private final int most;
    private final Consumer<HttpConnection> taken;
    private final Map<SockJSSocket, PacedSocket> open = new HashMap<>();
    private Router sockets;

    /**
     * @param most  clients at once
     * @param taken told of each connection that is no HTTP any more
     */
    Bridge(Vertx vertx, Tickets tickets, int most, Consumer<HttpConnection> taken) {
        this.vertx = vertx;
        this.tickets = tickets;
        this.most = most;
        this.taken = taken;
    }

    void mount(Router router) {
        router.post("/api/eventbus/ticket").handler(ctx -> Answers.json(ctx, 200, tickets.issue()));
        router.get(PATH).handler(this::connect);
    }

    private void connect(RoutingContext ctx) {
        if (!ctx.request().canUpgradeToWebSocket()) {
            Answers.fail(ctx, Fault.badRequest("Open this address as a WebSocket; /asyncapi.yaml describes what is told there."));
            return;
        }
        if (open.size() >= most) {
            Answers.fail(ctx, new Fault(Fault.Code.QUEUE_FULL, "This service has " + most + " listeners already, as many as it takes."));
            return;
        }
        if (sockets == null) {
            sockets = sockets();
        }
        sockets.handle(ctx.request());
    }

    private Router sockets() {
        SockJSHandlerOptions transports = new SockJSHandlerOptions()
                .addDisabledTransport(Transport.XHR.name())
                .addDisabledTransport(Transport.EVENT_SOURCE.name())
                .addDisabledTransport(Transport.HTML_FILE.name())
                .addDisabledTransport(Transport.JSON_P.name());
        SockJSBridgeOptions permissions = new SockJSBridgeOptions()
                .setMaxHandlersPerSocket(BridgeTopics.names().size())
                .setPingTimeout(QUIET.toMillis());
        BridgeTopics.names().forEach(topic -> permissions.addOutboundPermitted(new PermittedOptions().setAddress(topic)));
        Router router = Router.router(vertx);
        router.route("/eventbus/*").subRouter(SockJSHandler.create(vertx, transports).bridge(permissions, this::happened));
        return router;
    }

    private void happened(BridgeEvent event) {
        switch (event.type()) {
            case SOCKET_CREATED -> {
                opened(event.socket());
                event.complete(true);
            }
            case SOCKET_CLOSED, SOCKET_ERROR -> {
                closed(event.socket());
                event.complete(true);
            }
            case RECEIVE -> {
                hear(event.socket(), event.getRawMessage());
                // It is sent when the client is ready for it, and not by the library, which would send it at once.
                event.complete(false);
            }
            case SEND, PUBLISH -> event.complete(false);
            default -> event.complete(true);
        }
    }

    private void opened(SockJSSocket socket) {
        taken.accept(socket.routingContext().request().connection());
        open.put(socket, new PacedSocket(vertx, socket));
    }

    private void closed(SockJSSocket socket) {
        PacedSocket paced = open.remove(socket);
        if (paced != null) {
            paced.close();
        }
    }

    private void hear(SockJSSocket socket, JsonObject message) {
        PacedSocket paced = open.get(socket);
        if (paced != null) {
            paced.send(BridgeTopics.key(message.getString("address"), message.getJsonObject("body")), message.encode());
        }
    }
}
