package dev.earshot.downloads;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;

import java.net.URI;
import java.time.Clock;

/**
 * How servers are reached: what all transfers of a node share. For one event loop.
 */
record Network(Vertx vertx, HttpClient client, HuggingFace hub, Proxies proxies, SpeedLimit limit, Clock clock, TransferLimits tuning) {

    private static final int CHUNK = 64 * 1024;
    /** Signed addresses in redirects are long. */
    private static final int HEADERS = 64 * 1024;
    /** To one host. A transfer that waits for a connection would look like a server that sends nothing. */
    private static final int CONNECTIONS = 64;
    private static final int CONNECT_MS = 15_000;
    /** How often unused connections are closed; Vert.x' own second would be most of what an idle service does. */
    private static final int CLEANING_MS = 60_000;

    static HttpClient client(Vertx vertx) {
        return vertx.createHttpClient(new HttpClientOptions().setMaxChunkSize(CHUNK).setMaxHeaderSize(HEADERS).setConnectTimeout(CONNECT_MS),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS).setCleanerPeriod(CLEANING_MS));
    }

    /** A request without its Range; the token goes to nobody but the hub. */
    RequestOptions get(URI uri) {
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(uri.toASCIIString())
                .setProxyOptions(proxies.proxyFor(uri))
                .putHeader(HttpHeaders.USER_AGENT, "earshot")
                .putHeader(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY);
        return hub.trusts(uri) ? options.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + hub.token()) : options;
    }
}
