package dev.earshot.http;

import io.vertx.core.Vertx;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;

/**
 * Sends to one client no faster than it reads and no more often than it can show: at once after a pause, else together with what
 * comes until the pause is over. Event loop only.
 */
final class PacedSocket {

    private static final long PAUSE_MS = 50;
    private static final long NONE = -1;

    private final Vertx vertx;
    private final SockJSSocket socket;
    private final Outbox outbox = new Outbox();
    private long pause = NONE;
    /** Whether the client has to read before more can be sent. */
    private boolean blocked;
    private boolean closed;

    PacedSocket(Vertx vertx, SockJSSocket socket) {
        this.vertx = vertx;
        this.socket = socket;
        socket.drainHandler(drained -> drained());
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
            socket.write(outbox.poll());
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
