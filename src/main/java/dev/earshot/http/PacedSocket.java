package dev.earshot.http;

import dev.earshot.http.BridgeTopics.Told;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Sends to one client no faster than it reads and no more often than it can show: at once after a pause, else together with what
 * comes until the pause is over. One that says nothing for too long is closed. Event loop only.
 */
final class PacedSocket {

    private static final long PAUSE_MS = 50;
    private static final long NONE = -1;

    private final Vertx vertx;
    private final ServerWebSocket socket;
    private final Duration quiet;
    private final Set<String> topics = new HashSet<>();
    private final Outbox outbox = new Outbox();
    private long pause = NONE;
    private long patience = NONE;
    /** Whether the client has to read before more can be sent. */
    private boolean blocked;
    private boolean closed;

    /** @param quiet how long the client may say nothing */
    PacedSocket(Vertx vertx, ServerWebSocket socket, Duration quiet) {
        this.vertx = vertx;
        this.socket = socket;
        this.quiet = quiet;
        socket.drainHandler(drained -> drained());
        heard();
    }

    /** The client is there. */
    void heard() {
        vertx.cancelTimer(patience);
        patience = vertx.setTimer(quiet.toMillis(), over -> socket.close());
    }

    void register(String address) {
        topics.add(address);
    }

    void unregister(String address) {
        topics.remove(address);
    }

    /** Something has happened; it is sent if the client wants to hear of it. */
    void tell(Told told) {
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
        vertx.cancelTimer(patience);
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
            return !closed && !socket.writeQueueFull();
        } catch (IllegalStateException e) {
            // It has been closed, and that is still to be told.
            return false;
        }
    }
}
