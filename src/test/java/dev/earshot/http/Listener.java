package dev.earshot.http;

import dev.earshot.http.request.QueryParameters;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A client of the event bus' bridge. */
final class Listener {

    /** The frames that have come. */
    final BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
    /** The status that the connection was closed with. */
    final BlockingQueue<Short> closes = new LinkedBlockingQueue<>();
    final WebSocket socket;

    /** @param headers names and values in turn */
    Listener(Vertx vertx, Service service, String query, String... headers) throws Exception {
        WebSocketConnectOptions options = new WebSocketConnectOptions().setHost("127.0.0.1").setPort(service.verticle.port())
                .setURI(QueryParameters.EVENT_BUS + query).setAllowOriginHeader(headers.length > 0);
        for (int i = 0; i < headers.length; i += 2) {
            options.addHeader(headers[i], headers[i + 1]);
        }
        WebSocketClient client = vertx.createWebSocketClient(new WebSocketClientOptions().setReceiveBufferSize(262_144));
        socket = Service.done(client.connect(options));
        socket.textMessageHandler(text -> frames.add(new JsonObject(text)));
        socket.closeHandler(closed -> closes.add(socket.closeStatusCode() == null ? 1006 : socket.closeStatusCode()));
    }

    Listener(Vertx vertx, Service service) throws Exception {
        this(vertx, service, "");
    }

    void say(JsonObject message) throws Exception {
        Service.done(socket.writeTextMessage(message.encode()));
    }

    void say(String type, String address) throws Exception {
        say(new JsonObject().put("type", type).put("address", address).put("body", new JsonObject()));
    }

    JsonObject heard() throws InterruptedException {
        return FakeModules.taken(frames);
    }

    /** Registers, and waits until that is done: what is asked behind it is answered behind it. */
    void register(String... addresses) throws Exception {
        for (String address : addresses) {
            say("register", address);
        }
        say(new JsonObject().put("type", "ping"));
        JsonObject answer = heard();
        if (!answer.equals(new JsonObject().put("type", "pong"))) {
            throw new AssertionError(List.of(addresses) + ": " + answer);
        }
    }
}
