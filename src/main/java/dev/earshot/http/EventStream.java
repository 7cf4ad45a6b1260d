package dev.earshot.http;

import dev.earshot.bus.Json;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), each one JSON document. */
final class EventStream {

    static final String MEDIA_TYPE = "text/event-stream";

    private final HttpServerResponse response;

    EventStream(HttpServerResponse response) {
        this.response = response;
    }

    /** One event; JSON text holds no line break, so one line is enough. */
    static String data(String json) {
        return "data: " + json + "\n\n";
    }

    /** Whether the client reads slower than events come; do not send before {@link #whenReady}. */
    boolean full() {
        return response.writeQueueFull();
    }

    void whenReady(Runnable action) {
        response.drainHandler(drained -> action.run());
    }

    /** The first event begins the answer: until then a failure is still an HTTP status. */
    void send(Object event) {
        if (open()) {
            begin();
            response.write(data(Json.write(event)));
        }
    }

    /**
     * Tells proxies and TCP that a stream which has begun still lives; clients ignore it.
     *
     * @return whether the client is still there
     */
    boolean heartbeat() {
        if (open() && response.headWritten() && !full()) {
            response.write(": still working\n\n");
        }
        return open();
    }

    void end(Object last) {
        if (open()) {
            begin();
            response.end(data(Json.write(last)));
        }
    }

    private boolean open() {
        return Answers.awaited(response);
    }

    private void begin() {
        if (!response.headWritten()) {
            response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
        }
    }
}
