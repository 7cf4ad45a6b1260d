package dev.earshot.http;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.config.LayeredConfig;
import dev.earshot.http.answer.Responses;
import dev.earshot.http.request.JsonBody;
import dev.earshot.http.request.LimitParameter;
import dev.earshot.http.request.ModelNames;
import dev.earshot.models.DecisionMessages;
import dev.earshot.models.DecisionMessages.ListDecisions;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.ResolveModel;
import dev.earshot.settings.SettingsMessages;
import dev.earshot.settings.SettingsMessages.ChangeSettings;
import dev.earshot.system.SystemMessages;
import dev.earshot.telemetry.TelemetryMessages;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The machine, what was decided because of it, and the settings that rule that. */
final class SystemRoutes {

    private static final String DEFAULT = "models.default";

    private final Bus bus;

    SystemRoutes(Bus bus) {
        this.bus = bus;
    }

    void mount(Router router) {
        router.get("/api/system/memory").handler(ctx -> Responses.reply(ctx, bus.request(SystemMessages.READ, Empty.INSTANCE)));
        router.get("/api/system/history").handler(ctx -> Responses.reply(ctx, bus.request(SystemMessages.HISTORY, Empty.INSTANCE)));
        router.get("/api/decisions").handler(ctx -> Responses.reply(ctx, Future.succeededFuture(ctx.request())
                .map(request -> new ListDecisions(LimitParameter.of(request), request.getParam("model"), request.getParam("action")))
                .compose(which -> bus.request(DecisionMessages.DECISIONS, which))));
        router.get("/api/telemetry").handler(ctx -> Responses.reply(ctx, bus.request(TelemetryMessages.GET, Empty.INSTANCE)));
        router.get("/api/settings").handler(ctx -> Responses.reply(ctx, bus.request(SettingsMessages.GET, Empty.INSTANCE)));
        router.put("/api/settings").handler(JsonBody.receive())
                .handler(ctx -> Responses.reply(ctx, Future.succeededFuture(ctx).map(SystemRoutes::changes)
                        .compose(this::check).compose(changes -> bus.request(SettingsMessages.PUT, new ChangeSettings(changes)))));
    }

    /** A default model that there is not would fail every request that names none. What else is wrong is named together with it. */
    private Future<Map<String, Object>> check(Map<String, Object> changes) {
        if (!(changes.get(DEFAULT) instanceof String asked)) {
            return Future.succeededFuture(changes);
        }
        Map<String, Object> others = new LinkedHashMap<>(changes);
        others.remove(DEFAULT);
        Future<String> model = Future.succeededFuture(asked).map(ModelNames::check)
                .compose(name -> bus.request(ModelMessages.RESOLVE, new ResolveModel(name, null, false, null)).map(name));
        Future<?> rest = bus.request(SettingsMessages.PUT, new ChangeSettings(others, true));
        return Future.join(model, rest).transform(checked -> model.succeeded() && rest.succeeded()
                ? Future.succeededFuture(with(changes, model.result())) : Future.failedFuture(refusal(model, rest)));
    }

    /** By the name that it has here. */
    private static Map<String, Object> with(Map<String, Object> changes, String model) {
        Map<String, Object> named = new LinkedHashMap<>(changes);
        named.put(DEFAULT, model);
        return named;
    }

    private static Fault refusal(Future<?> model, Future<?> rest) {
        Fault fault = Fault.of(rest.failed() ? rest.cause() : model.cause());
        if (model.succeeded() || rest.failed() && fault.problems().isEmpty()) {
            return fault;
        }
        List<Fault.KeyProblem> problems = new ArrayList<>();
        problems.add(new Fault.KeyProblem(DEFAULT, "cannot be this one: " + Fault.of(model.cause()).getMessage().replaceAll("\\.$", "")));
        problems.addAll(rest.failed() ? fault.problems() : List.of());
        return LayeredConfig.refused(fault.code(), problems);
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
