package dev.earshot.downloads;

import dev.earshot.network.Proxies;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;

import java.net.URI;
import java.time.Clock;

/** What all transfers of a node share. For one event loop. */
record Network(Vertx vertx, HttpClient client, HuggingFace hub, Proxies proxies, SpeedLimit speedLimit, Clock clock, TransferLimits limits) {

    private static final int MAX_CHUNK_BYTES = 64 * 1024;
    /** Redirects to signed addresses have long headers. */
    private static final int MAX_HEADER_BYTES = 64 * 1024;
    /** More than there are transfers: one that waited for a connection would look like a stalled server. */
    private static final int MAX_CONNECTIONS_PER_HOST = 64;
    private static final int CONNECT_TIMEOUT_MS = 15_000;
    /** Vert.x' default of a second would be most of the processor time of an idle service. */
    private static final int POOL_CLEANING_INTERVAL_MS = 60_000;

    static HttpClient client(Vertx vertx) {
        return vertx.createHttpClient(new HttpClientOptions().setMaxChunkSize(MAX_CHUNK_BYTES).setMaxHeaderSize(MAX_HEADER_BYTES)
                        .setConnectTimeout(CONNECT_TIMEOUT_MS),
                new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS_PER_HOST).setCleanerPeriod(POOL_CLEANING_INTERVAL_MS));
    }

    /** A request, still without Range; the token is sent to the hub only. */
    RequestOptions get(URI uri) {
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(uri.toASCIIString())
                .setProxyOptions(proxies.proxyFor(uri))
                .putHeader(HttpHeaders.USER_AGENT, "earshot")
                .putHeader(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY);
        return hub.trusts(uri) ? options.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + hub.token()) : options;
    }
}
