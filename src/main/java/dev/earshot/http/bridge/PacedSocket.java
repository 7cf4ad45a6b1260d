package dev.earshot.http.bridge;

import dev.earshot.http.access.Limits;
import dev.earshot.http.bridge.BridgeTopics.BridgeEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Sends to one client no faster than it reads and no more often than it can show: at once after a pause, else together with the
 * events until the pause is over. A client that sends nothing for too long, or breaks the protocol, is disconnected. Event loop only.
 */
final class PacedSocket {

    private static final long PAUSE_MS = 50;
    private static final long NONE = -1;
    /** Of RFC 6455. */
    private static final short NORMAL = 1000;
    /** Of RFC 6455: a policy violation. */
    private static final short POLICY = 1008;

    private final Vertx vertx;
    private final ServerWebSocket socket;
    private final Limits limits;
    private final Runnable cut;
    private final Set<String> topics = new HashSet<>();
    private final Outbox outbox = new Outbox();
    private long pause = NONE;
    private long silenceTimer = NONE;
    /** Whether the client must read before more can be sent. */
    private boolean blocked;
    private boolean ending;
    private boolean closed;

    /** @param cut closes the connection at once, whatever is still to be sent */
    PacedSocket(Vertx vertx, ServerWebSocket socket, Limits limits, Runnable cut) {
        this.vertx = vertx;
        this.socket = socket;
        this.limits = limits;
        this.cut = cut;
        socket.drainHandler(drained -> onDrain());
        onMessage();
    }

    /** The client has sent something. */
    void onMessage() {
        if (!ending && !closed) {
            silenceTimer(limits.silence(), () -> end(NORMAL, null));
        }
    }

    /** The client broke the protocol: closes the socket with the reason. */
    void refuse(String why) {
        end(POLICY, why);
    }

    /** Whether the client reads what it is sent. */
    boolean reads() {
        return ready();
    }

    /** Nothing more is read. The close frame waits behind all that the client has not read yet, which some never do. */
    private void end(short status, String why) {
        if (!ending && !closed) {
            ending = true;
            silenceTimer(limits.firstRequest(), cut);
            socket.pause();
            socket.close(status, why);
        }
    }

    private void silenceTimer(Duration time, Runnable over) {
        vertx.cancelTimer(silenceTimer);
        silenceTimer = vertx.setTimer(time.toMillis(), late -> over.run());
    }

    void register(String address) {
        topics.add(address);
    }

    void unregister(String address) {
        topics.remove(address);
    }

    /** Sends an event if the client has subscribed to its topic. */
    void publish(BridgeEvent event) {
        if (topics.contains(event.address())) {
            send(event.key(), event.frame());
        }
    }

    /** @param key as in {@link Outbox#add} */
    void send(String key, String message) {
        if (!closed) {
            outbox.add(key, message);
            flush();
        }
    }

    /** Nothing is sent from now on. */
    void close() {
        closed = true;
        vertx.cancelTimer(pause);
        vertx.cancelTimer(silenceTimer);
    }

    private void flush() {
        if (pause == NONE) {
            write();
        }
    }

    /** Frame by frame, until there is none or the client must read first. */
    private void write() {
        boolean ready = ready();
        if (ready && !outbox.isEmpty() && pause == NONE) {
            pause = vertx.setTimer(PAUSE_MS, over -> {
                pause = NONE;
                flush();
            });
        }
        for (; ready && !outbox.isEmpty(); ready = ready()) {
            socket.writeTextMessage(outbox.poll());
        }
        blocked = !ready;
    }

    private void onDrain() {
        if (blocked) {
            write();
        }
    }

    private boolean ready() {
        try {
            return !ending && !closed && !socket.writeQueueFull();
        } catch (IllegalStateException e) {
            // It has been closed, and the close handler is still to come.
            return false;
        }
    }
}
