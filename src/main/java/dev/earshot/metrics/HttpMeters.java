package dev.earshot.metrics;

import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;

import java.util.Set;

/** Counts requests by the routes they took, never by the paths they asked for: those are anybody's choice. */
final class HttpMeters implements HttpServerMetrics<HttpMeters.TimedRequest, Void, Void> {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS");
    private static final String NO_ROUTE = "none";
    private static final String BROKEN_OFF = "none";

    static final class TimedRequest {
        private final String method;
        private final long began = System.nanoTime();
        private String route = NO_ROUTE;

        TimedRequest(String method) {
            this.method = method;
        }
    }

    private final Meters meters;

    HttpMeters(Meters meters) {
        this.meters = meters;
    }

    @Override
    public Void connected(SocketAddress remoteAddress, String remoteName) {
        meters.httpConnections.add(1);
        return null;
    }

    @Override
    public void disconnected(Void socket, SocketAddress remoteAddress) {
        meters.httpConnections.add(-1);
    }

    @Override
    public TimedRequest requestBegin(Void socket, HttpRequest request) {
        meters.httpActive.add(1);
        String method = request.method().name();
        return new TimedRequest(METHODS.contains(method) ? method : Meter.OTHER);
    }

    /** @param route a route's path as it was mounted, or null for one that takes every path; the last one is the request's */
    @Override
    public void requestRouted(TimedRequest exchange, String route) {
        if (route != null) {
            exchange.route = route;
        }
    }

    @Override
    public void responseEnd(TimedRequest exchange, HttpResponse response, long bytesWritten) {
        ended(exchange, Integer.toString(response.statusCode()));
    }

    @Override
    public void requestReset(TimedRequest exchange) {
        ended(exchange, BROKEN_OFF);
    }

    private void ended(TimedRequest exchange, String code) {
        meters.httpActive.add(-1);
        meters.httpRequests.add(1, exchange.method, exchange.route, code);
        meters.httpSeconds.observe((System.nanoTime() - exchange.began) / 1e9, exchange.route);
    }
}
