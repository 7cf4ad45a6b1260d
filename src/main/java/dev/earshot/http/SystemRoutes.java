package dev.earshot.http;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.ListDecisions;
import dev.earshot.models.ModelMessages.Resolve;
import dev.earshot.settings.SettingsMessages;
import dev.earshot.settings.SettingsMessages.Put;
import dev.earshot.system.SystemMessages;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.util.LinkedHashMap;
import java.util.Map;

/** The machine, what was decided because of it, and the settings that rule that. */
final class SystemRoutes {

    private static final String DEFAULT = "models.default";

    private final Bus bus;

    SystemRoutes(Bus bus) {
        this.bus = bus;
    }

    void mount(Router router) {
        router.get("/api/system/memory").handler(ctx -> Answers.reply(ctx, bus.request(SystemMessages.READ, Empty.INSTANCE)));
        router.get("/api/system/history").handler(ctx -> Answers.reply(ctx, bus.request(SystemMessages.HISTORY, Empty.INSTANCE)));
        router.get("/api/decisions").handler(ctx -> Answers.reply(ctx, Future.succeededFuture(ctx.request()).map(Limit::of)
                .compose(limit -> bus.request(ModelMessages.DECISIONS, new ListDecisions(limit)))));
        router.get("/api/settings").handler(ctx -> Answers.reply(ctx, bus.request(SettingsMessages.GET, Empty.INSTANCE)));
        router.put("/api/settings").handler(JsonBody.receive())
                .handler(ctx -> Answers.reply(ctx, Future.succeededFuture(ctx).map(SystemRoutes::changes)
                        .compose(this::check).compose(changes -> bus.request(SettingsMessages.PUT, new Put(changes)))));
    }

    /** A default model that there is not would fail every request that names none. */
    private Future<Map<String, Object>> check(Map<String, Object> changes) {
        if (!(changes.get(DEFAULT) instanceof String asked)) {
            return Future.succeededFuture(changes);
        }
        Map<String, Object> checked = new LinkedHashMap<>(changes);
        checked.put(DEFAULT, ModelNames.check(asked));
        return bus.request(ModelMessages.RESOLVE, new Resolve(ModelNames.check(asked), null, false, null)).map(checked);
    }

    @SuppressWarnings("unchecked") // a JSON object is a map of names
    private static Map<String, Object> changes(RoutingContext ctx) {
        Map<String, Object> changes = JsonBody.read(ctx, Map.class, "{\"models.strategy\": \"always\", \"models.default\": null}");
        if (changes == null) {
            throw Fault.badRequest("Send a JSON object such as {\"models.strategy\": \"always\"}; GET /api/settings shows what there is.");
        }
        return changes;
    }
}
