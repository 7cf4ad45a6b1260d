package dev.earshot.http;

import dev.earshot.http.answer.EventStream;
import dev.earshot.log.SlowLog;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/** Logs requests that took long, other than those that wait for a job. */
final class SlowRequests {

    private static final Logger LOG = LoggerFactory.getLogger(SlowRequests.class);

    private SlowRequests() {
    }

    static void watch(RoutingContext ctx) {
        long began = System.nanoTime();
        ctx.addEndHandler(answered -> {
            String route = ctx.currentRoute() == null || ctx.currentRoute().getPath() == null ? "(no route)" : ctx.currentRoute().getPath();
            SlowLog.request(ctx.request().method().name(), route, waits(ctx, route), ctx.request().bytesRead(), ctx.response().bytesWritten(),
                    Duration.ofNanos(System.nanoTime() - began)).ifPresent(LOG::warn);
        });
    }

    private static boolean waits(RoutingContext ctx, String route) {
        String type = ctx.response().headers().get(HttpHeaders.CONTENT_TYPE);
        return route.startsWith("/v1/audio/") || route.endsWith("/pull") || type != null && type.startsWith(EventStream.MEDIA_TYPE);
    }
}
