package dev.earshot.updates;

import dev.earshot.network.Proxies;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Asks a feed once: a GET without anything that identifies this machine. For one event loop; holds no connection between requests. */
final class ReleaseFeed {

    /**
     * @param changed false where the server says that nothing has changed; then the release is absent
     * @param etag    for the next time; absent if there is none
     * @param release the newest one offered; absent if there is none
     */
    record FeedAnswer(boolean changed, String etag, Release release) {
    }

    /** Why there is no answer, and when the server wants to be asked again, or null. */
    static final class FeedFailure extends Exception {

        private static final long serialVersionUID = 1;
        private final Instant again;

        FeedFailure(String reason, Instant again) {
            super(reason, null, false, false);
            this.again = again;
        }

        Instant again() {
            return again;
        }
    }

    static final int MAX_BYTES = 2_000_000;
    private static final int MAX_REDIRECTS = 5;
    private static final int MAX_ETAG = 500;

    private final Vertx vertx;
    private final Proxies proxies;
    private final Clock clock;
    private final Duration timeout;

    /** @param timeout for everything, from the connection to the last byte */
    ReleaseFeed(Vertx vertx, Proxies proxies, Clock clock, Duration timeout) {
        this.vertx = vertx;
        this.proxies = proxies;
        this.clock = clock;
        this.timeout = timeout;
    }

    /**
     * @param etag of the last answer, or null
     * @param beta whether pre-releases are offered
     * @return fails with a {@link FeedFailure}, or with what else happened to the connection
     */
    Future<FeedAnswer> ask(URI feed, String etag, boolean beta) {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) timeout.toMillis()));
        Promise<FeedAnswer> answer = Promise.promise();
        long timer = vertx.setTimer(timeout.toMillis(), id -> answer.tryFail(
                new FeedFailure("no answer within " + timeout.toMillis() + " ms", null)));
        get(client, beta ? ReleaseList.listOf(feed) : feed, etag, beta, 0).onComplete(done -> {
            if (done.succeeded()) {
                answer.tryComplete(done.result());
            } else {
                answer.tryFail(done.cause());
            }
        });
        return answer.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            // Ends a request that is still open, too.
            client.close();
        });
    }

    private Future<FeedAnswer> get(HttpClient client, URI uri, String etag, boolean beta, int redirects) {
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(uri.toASCIIString())
                .setProxyOptions(proxies.proxyFor(uri)).putHeader(HttpHeaders.USER_AGENT, "earshot")
                .putHeader(HttpHeaders.ACCEPT, "application/vnd.github+json, application/json")
                .putHeader(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY);
        if (etag != null) {
            options.putHeader(HttpHeaders.IF_NONE_MATCH, etag);
        }
        return client.request(options).compose(HttpClientRequest::send).compose(response -> switch (response.statusCode()) {
            case 200 -> body(response).compose(text -> vertx.executeBlocking(() -> answer(response.getHeader(HttpHeaders.ETAG), text, beta)));
            case 304 -> Future.succeededFuture(new FeedAnswer(false, etag, null));
            case 301, 302, 303, 307, 308 -> redirected(uri, response.getHeader(HttpHeaders.LOCATION), redirects)
                    .compose(to -> get(client, to, etag, beta, redirects + 1));
            default -> Future.failedFuture(new FeedFailure("status " + response.statusCode(),
                    RateLimit.askAgain(response::getHeader, clock.instant())));
        });
    }

    private static FeedAnswer answer(String etag, String text, boolean beta) throws FeedFailure {
        try {
            return new FeedAnswer(true, etag == null || etag.length() > MAX_ETAG ? null : etag, ReleaseList.newest(text, beta));
        } catch (IllegalArgumentException e) {
            throw new FeedFailure(e.getMessage(), null);
        }
    }

    /** Who configured a host did not mean another one. */
    private static Future<URI> redirected(URI from, String location, int redirects) {
        try {
            URI to = from.resolve(String.valueOf(location));
            boolean safe = "https".equals(to.getScheme()) || from.getScheme().equals(to.getScheme());
            if (location != null && from.getHost().equalsIgnoreCase(to.getHost()) && safe && redirects < MAX_REDIRECTS) {
                return Future.succeededFuture(to);
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        return Future.failedFuture(new FeedFailure("the feed redirects to another host, without encryption, or too often", null));
    }

    private static Future<String> body(HttpClientResponse response) {
        Promise<String> body = Promise.promise();
        Buffer received = Buffer.buffer();
        response.exceptionHandler(body::tryFail).endHandler(end -> body.tryComplete(received.toString(StandardCharsets.UTF_8)))
                .handler(part -> {
                    if (received.length() + part.length() <= MAX_BYTES) {
                        received.appendBuffer(part);
                    } else if (body.tryFail(new FeedFailure("the answer is larger than " + MAX_BYTES + " bytes", null))) {
                        response.request().reset();
                    }
                });
        return body.future();
    }
}
