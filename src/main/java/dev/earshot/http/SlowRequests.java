package dev.earshot.http;

import dev.earshot.http.answer.EventStream;
import dev.earshot.log.SlowLog;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;

/** Logs requests that took long, other than those that wait for a job. */
final class SlowRequests {

    private static final Logger LOG = LoggerFactory.getLogger(SlowRequests.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private SlowRequests() {
    }

    static void watch(RoutingContext ctx) {
        long began = System.nanoTime();
        ctx.addEndHandler(answered -> {
            String route = ctx.currentRoute() == null || ctx.currentRoute().getPath() == null ? "(no route)" : ctx.currentRoute().getPath();
            slow(ctx.request().method().name(), route, waits(ctx, route), ctx.request().bytesRead(), ctx.response().bytesWritten(),
                    Duration.ofNanos(System.nanoTime() - began)).ifPresent(LOG::warn);
        });
    }

    /**
     * @param route    its template, without what identifies anything
     * @param waits    whether it is meant to take as long as a job does
     * @param received bytes of its body
     * @param sent     bytes of the answer's
     */
    static Optional<String> slow(String method, String route, boolean waits, long received, long sent, Duration took) {
        return waits ? Optional.empty() : SlowLog.line(took, LIMIT, "%s %s took %s s: %d bytes received, %d sent", method, route, SlowLog.seconds(took),
                received, sent);
    }

    private static boolean waits(RoutingContext ctx, String route) {
        String type = ctx.response().headers().get(HttpHeaders.CONTENT_TYPE);
        return route.startsWith("/v1/audio/") || route.endsWith("/pull") || type != null && type.startsWith(EventStream.MEDIA_TYPE);
    }
}
