package dev.earshot.http;

import dev.earshot.bus.Address;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Json;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.Load;
import dev.earshot.models.ModelMessages.Model;
import dev.earshot.models.ModelMessages.Models;
import dev.earshot.models.ModelMessages.Resolve;
import dev.earshot.models.ModelMessages.Unload;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.time.Duration;
import java.util.List;

/** Models: OpenAI's list of them, the catalog, and what is in memory. */
final class ModelRoutes {

    /** A large model on a slow disk loads for minutes, and an unload waits for the requests that hold the model. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Bus bus;

    ModelRoutes(Bus bus) {
        this.bus = bus;
    }

    void mount(Router router) {
        router.get("/v1/models").handler(ctx -> Answers.reply(ctx, bus.request(ModelMessages.LIST, Empty.INSTANCE).map(OpenAiList::of)));
        router.get("/v1/models/:id").handler(ctx -> Answers.reply(ctx, resolve(ctx.pathParam("id"))));
        router.get("/api/models").handler(ctx -> Answers.reply(ctx, bus.request(ModelMessages.LIST, Empty.INSTANCE).map(ModelRoutes::catalog)));
        router.get("/api/ps").handler(ctx -> Answers.reply(ctx, bus.request(ModelMessages.PS, Empty.INSTANCE)));
        router.post("/api/models/:name/load").handler(JsonBody.receive())
                .handler(ctx -> Answers.reply(ctx, named(ctx).compose(name ->
                        request(ModelMessages.LOAD, new Load(name, body(ctx).keepAlive())))));
        router.post("/api/models/:name/unload").handler(JsonBody.receive())
                .handler(ctx -> Answers.reply(ctx, named(ctx).compose(name -> request(ModelMessages.UNLOAD, new Unload(name)))));
    }

    /** Where on this machine the models lie is nobody's business over HTTP. */
    private static JsonObject catalog(Models models) {
        return Json.toObject(models).put("folder", "models");
    }

    /** Also names such as {@code whisper-1}, which mean the default: the answer says which model that is. */
    private Future<OpenAiModel> resolve(String id) {
        return Future.succeededFuture(id).map(ModelNames::check)
                .compose(name -> bus.request(ModelMessages.RESOLVE, new Resolve(name, null, false, null)))
                .map(resolved -> OpenAiModel.of(resolved.model()));
    }

    private static Future<String> named(RoutingContext ctx) {
        return Future.succeededFuture(ctx.pathParam("name")).map(ModelNames::check);
    }

    private <Q, R> Future<R> request(Address<Q, R> address, Q request) {
        return bus.request(address, request, PATIENCE);
    }

    private static LoadBody body(RoutingContext ctx) {
        LoadBody body = JsonBody.read(ctx, LoadBody.class, "{\"keep_alive\": \"10m\"}, or empty");
        return body == null ? new LoadBody(null) : body;
    }

    /** @param keepAlive as in Ollama: a duration or seconds, a string or a number in JSON */
    record LoadBody(String keepAlive) {
    }

    record OpenAiList(String object, List<OpenAiModel> data) {

        static OpenAiList of(Models models) {
            return new OpenAiList("list", models.models().stream().filter(Model::installed)
                    .map(model -> OpenAiModel.of(model.name())).toList());
        }
    }

    /** @param created OpenAI's clients expect a Unix time here; a model file does not tell one, so it is 0 */
    record OpenAiModel(String id, String object, long created, String ownedBy) {

        static OpenAiModel of(String name) {
            return new OpenAiModel(name, "model", 0, "earshot");
        }
    }
}
