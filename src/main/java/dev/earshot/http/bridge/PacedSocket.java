package dev.earshot.http.bridge;

import dev.earshot.http.access.Limits;
import dev.earshot.http.bridge.BridgeTopics.BridgeEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Sends to one client no faster than it reads and no more often than it can show: at once after a pause, else together with what
 * comes until the pause is over. One that says nothing for too long, or what it must not, is closed. Event loop only.
 */
final class PacedSocket {

    private static final long PAUSE_MS = 50;
    private static final long NONE = -1;
    /** Of RFC 6455. */
    private static final short NORMAL = 1000;
    /** Of RFC 6455: what was sent is against the rules. */
    private static final short POLICY = 1008;

    private final Vertx vertx;
    private final ServerWebSocket socket;
    private final Limits limits;
    private final Runnable cut;
    private final Set<String> topics = new HashSet<>();
    private final Outbox outbox = new Outbox();
    private long pause = NONE;
    private long quietTimer = NONE;
    /** Whether the client has to read before more can be sent. */
    private boolean blocked;
    private boolean ending;
    private boolean closed;

    /** @param cut closes the connection whatever is still to be sent */
    PacedSocket(Vertx vertx, ServerWebSocket socket, Limits limits, Runnable cut) {
        this.vertx = vertx;
        this.socket = socket;
        this.limits = limits;
        this.cut = cut;
        socket.drainHandler(drained -> drained());
        onMessage();
    }

    /** The client is there. */
    void onMessage() {
        if (!ending && !closed) {
            quietTimer(limits.silence(), () -> end(NORMAL, null));
        }
    }

    /** The client has sent what it must not: it is told so, and heard no more. */
    void refuse(String why) {
        end(POLICY, why);
    }

    /** Whether the client takes what it is sent. */
    boolean reads() {
        return ready();
    }

    /** What it sends from now on is not read, and the goodbye waits behind all that it has not taken yet: some never do. */
    private void end(short status, String why) {
        if (!ending && !closed) {
            ending = true;
            quietTimer(limits.firstRequest(), cut);
            socket.pause();
            socket.close(status, why);
        }
    }

    private void quietTimer(Duration time, Runnable over) {
        vertx.cancelTimer(quietTimer);
        quietTimer = vertx.setTimer(time.toMillis(), late -> over.run());
    }

    void register(String address) {
        topics.add(address);
    }

    void unregister(String address) {
        topics.remove(address);
    }

    /** Something has happened; it is sent if the client wants to hear of it. */
    void tell(BridgeEvent told) {
        if (topics.contains(told.address())) {
            send(told.key(), told.frame());
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
        vertx.cancelTimer(quietTimer);
    }

    private void flush() {
        if (pause == NONE) {
            write();
        }
    }

    /** One frame after the other, until there is none or the client has to read first. */
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

    private void drained() {
        if (blocked) {
            write();
        }
    }

    private boolean ready() {
        try {
            return !ending && !closed && !socket.writeQueueFull();
        } catch (IllegalStateException e) {
            // It has been closed, and that is still to be told.
            return false;
        }
    }
}
