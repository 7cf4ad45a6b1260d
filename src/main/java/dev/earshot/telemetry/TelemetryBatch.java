package dev.earshot.telemetry;

import dev.earshot.bus.FailureReason;
import dev.earshot.bus.Json;
import dev.earshot.network.Proxies;
import dev.earshot.telemetry.TelemetryMessages.TelemetryEvent;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Collects events in memory and sends them together: a POST with a JSON array, once. Events that did not arrive are dropped. For one event loop.
 */
final class TelemetryBatch {

    /**
     * @param events  that are collected at most; further ones are dropped while a request is under way
     * @param delay   from the first event to the request, unless there are so many before
     * @param attempt after which a request has failed
     */
    record BatchLimits(int events, Duration delay, Duration attempt) {

        static final BatchLimits DEFAULT = new BatchLimits(100, Duration.ofMinutes(15), Duration.ofSeconds(5));
    }

    private static final Logger LOG = LoggerFactory.getLogger(TelemetryBatch.class);
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final URI endpoint;
    private final Proxies proxies;
    private final BatchLimits limits;
    private final List<TelemetryEvent> pending = new ArrayList<>();
    private long timer = NO_TIMER;
    /** Of the request that is under way, else null: a client for each, so that nothing is left of it between requests. */
    private HttpClient client;
    private boolean closed;

    TelemetryBatch(Vertx vertx, URI endpoint, Proxies proxies, BatchLimits limits) {
        this.vertx = vertx;
        this.endpoint = endpoint;
        this.proxies = proxies;
        this.limits = limits;
    }

    void add(TelemetryEvent event) {
        if (!closed && pending.size() < limits.events()) {
            pending.add(event);
            schedule();
        }
    }

    List<TelemetryEvent> pending() {
        return List.copyOf(pending);
    }

    /** Drops what was not sent, and ends a request. */
    void close() {
        closed = true;
        stopTimer();
        pending.clear();
        if (client != null) {
            client.close();
        }
    }

    private void schedule() {
        if (client != null || pending.isEmpty()) {
            return;
        }
        if (pending.size() >= limits.events()) {
            send();
        } else if (timer == NO_TIMER) {
            timer = vertx.setTimer(limits.delay().toMillis(), fired -> send());
        }
    }

    private void stopTimer() {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }

    private void send() {
        stopTimer();
        List<TelemetryEvent> events = pending();
        pending.clear();
        client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) limits.attempt().toMillis()));
        client.request(new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(endpoint.toASCIIString()).setProxyOptions(proxies.proxyFor(endpoint))
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json"))
                .compose(request -> post(request, events))
                .timeout(limits.attempt().toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(answer -> onAnswer(events.size(), answer));
    }

    private static Future<HttpClientResponse> post(HttpClientRequest request, List<TelemetryEvent> events) {
        return request.send(Buffer.buffer(Json.write(events)));
    }

    private void onAnswer(int events, AsyncResult<HttpClientResponse> answer) {
        client.close();
        client = null;
        if (closed) {
            return;
        }
        if (answer.failed()) {
            LOG.info("Telemetry: {} events could not be sent ({}) and were dropped.", events, FailureReason.of(answer.cause()));
        } else if (answer.result().statusCode() / 100 != 2) {
            LOG.info("Telemetry: {} events were not accepted (status {}) and were dropped.", events, answer.result().statusCode());
        } else {
            LOG.debug("Telemetry: {} events sent", events);
        }
        schedule();
    }
}
