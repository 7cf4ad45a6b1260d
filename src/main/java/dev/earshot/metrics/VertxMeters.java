package dev.earshot.metrics;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;

/**
 * What is counted, and what Vert.x itself reports of its HTTP server and its event bus. Vert.x must be made with it, so it is
 * made before the verticle that it is given to. Not vertx-micrometer-metrics: see {@code docs/decisions/0006}. Thread-safe.
 */
public final class VertxMeters implements VertxMetrics {

    private final Meters meters = new Meters();
    private final String node;

    /** @param node the id of this node, which is part of private addresses */
    public VertxMeters(String node) {
        this.node = node;
    }

    Meters meters() {
        return meters;
    }

    @Override
    public HttpServerMetrics<?, ?, ?> createHttpServerMetrics(HttpServerOptions options, SocketAddress localAddress) {
        return new HttpMeters(meters);
    }

    @Override
    public EventBusMetrics<?> createEventBusMetrics() {
        return new BusMeters(meters, node);
    }
}
