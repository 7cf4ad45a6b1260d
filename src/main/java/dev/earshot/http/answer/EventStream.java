package dev.earshot.http.answer;

import dev.earshot.bus.Json;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * JSON documents, one after the other, as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) or
 * a line each.
 */
public final class EventStream {

    public static final String MEDIA_TYPE = "text/event-stream";
    /** As in https://github.com/ndjson/ndjson-spec. */
    public static final String LINES = "application/x-ndjson";

    private final HttpServerResponse response;
    private final boolean lines;

    private EventStream(HttpServerResponse response, boolean lines) {
        this.response = response;
        this.lines = lines;
    }

    public static EventStream events(HttpServerResponse response) {
        return new EventStream(response, false);
    }

    public static EventStream lines(HttpServerResponse response) {
        return new EventStream(response, true);
    }

    /** One event; JSON text holds no line break, so one line is enough. */
    public static String data(String json) {
        return "data: " + json + "\n\n";
    }

    /** Whether the client reads more slowly than events arrive; do not send before {@link #whenReady}. */
    public boolean full() {
        return response.writeQueueFull();
    }

    public void whenReady(Runnable action) {
        response.drainHandler(drained -> action.run());
    }

    /** The first event begins the answer: until then a failure is still an HTTP status. */
    public void send(Object event) {
        if (open()) {
            begin();
            response.write(frame(event));
        }
    }

    /**
     * Keeps a started stream alive for proxies and TCP; clients ignore it.
     *
     * @return whether the client is still there
     */
    public boolean heartbeat() {
        if (!lines && open() && response.headWritten() && !full()) {
            response.write(": still working\n\n");
        }
        return open();
    }

    public void end(Object last) {
        if (open()) {
            begin();
            response.end(frame(last));
        }
    }

    private String frame(Object document) {
        return lines ? Json.write(document) + "\n" : data(Json.write(document));
    }

    private boolean open() {
        return Responses.awaited(response);
    }

    private void begin() {
        if (!response.headWritten()) {
            response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, lines ? LINES : MEDIA_TYPE);
        }
    }
}
