package dev.earshot.http;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.http.answer.Responses;
import dev.earshot.http.request.JsonBody;
import dev.earshot.updates.UpdateMessages;
import dev.earshot.updates.UpdateMessages.DismissUpdate;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.time.Duration;

/** Newer versions of the service itself. */
final class UpdateRoutes {

    private static final Duration DOWNLOAD_TIMEOUT = Duration.ofDays(1);

    private final Bus bus;

    UpdateRoutes(Bus bus) {
        this.bus = bus;
    }

    void mount(Router router) {
        router.get("/api/updates/check").handler(ctx -> Responses.reply(ctx, bus.request(UpdateMessages.CHECK, Empty.INSTANCE)));
        router.get("/api/updates/status").handler(ctx -> Responses.reply(ctx, bus.request(UpdateMessages.STATUS, Empty.INSTANCE)));
        router.post("/api/updates/download").handler(ctx -> Responses.reply(ctx, bus.request(UpdateMessages.DOWNLOAD, Empty.INSTANCE, DOWNLOAD_TIMEOUT)));
        router.post("/api/updates/apply").handler(ctx -> Responses.reply(ctx, bus.request(UpdateMessages.APPLY, Empty.INSTANCE)));
        router.post("/api/updates/rollback").handler(ctx -> Responses.reply(ctx, bus.request(UpdateMessages.ROLLBACK, Empty.INSTANCE)));
        router.post("/api/updates/dismiss").handler(JsonBody.receive()).handler(ctx -> Responses.reply(ctx, Future.succeededFuture(ctx)
                .map(UpdateRoutes::dismissal).compose(version -> bus.request(UpdateMessages.DISMISS, version))));
    }

    private static DismissUpdate dismissal(RoutingContext ctx) {
        DismissUpdate version = JsonBody.read(ctx, DismissUpdate.class, "{\"version\": \"1.2.3\"}");
        return version == null ? new DismissUpdate(null) : version;
    }
}
