package dev.earshot.http;

import dev.earshot.bus.Address;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.http.answer.Responses;
import dev.earshot.http.request.JsonBody;
import dev.earshot.http.request.ModelNames;
import dev.earshot.http.stream.JobClient;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.DownloadAnswer;
import dev.earshot.jobs.JobMessages.SubmitDownload;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.EnsureModel;
import dev.earshot.models.ModelMessages.LoadModel;
import dev.earshot.models.ModelMessages.Model;
import dev.earshot.models.ModelMessages.ModelList;
import dev.earshot.models.ModelMessages.ResidentView;
import dev.earshot.models.ModelMessages.ResolveModel;
import dev.earshot.models.ModelMessages.UnloadModel;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Models: OpenAI's list of them, the catalog, and what is in memory. */
final class ModelRoutes {

    /** A large model on a slow disk loads for minutes, and an unload waits for the requests that hold the model. */
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(ModelRoutes.class);

    private final Bus bus;
    private final JobClient jobs;
    /** What is to be loaded when it is downloaded, by model. */
    private final Map<String, LoadModel> awaited = new HashMap<>();

    ModelRoutes(Bus bus, JobClient jobs) {
        this.bus = bus;
        this.jobs = jobs;
    }

    void mount(Router router) {
        router.get("/v1/models").handler(ctx -> Responses.reply(ctx, bus.request(ModelMessages.LIST, Empty.INSTANCE).map(OpenAiList::of)));
        router.get("/v1/models/:id").handler(ctx -> Responses.reply(ctx, resolve(ctx.pathParam("id"))));
        router.get("/api/models").handler(ctx -> Responses.reply(ctx, bus.request(ModelMessages.LIST, Empty.INSTANCE).map(ModelRoutes::catalog)));
        router.get("/api/models/:name").handler(ctx -> Responses.reply(ctx, named(ctx).compose(this::model)));
        router.get("/api/ps").handler(ctx -> Responses.reply(ctx, bus.request(ModelMessages.PS, Empty.INSTANCE)));
        router.post("/api/models/:name/load").handler(JsonBody.receive())
                .handler(ctx -> Responses.finish(ctx, named(ctx).map(name -> new LoadModel(name, body(ctx).keepAlive())).compose(this::load),
                        loaded -> Responses.json(ctx, loaded instanceof DownloadAnswer ? 202 : 200, loaded)));
        router.post("/api/models/:name/unload").handler(JsonBody.receive())
                .handler(ctx -> Responses.reply(ctx, named(ctx).compose(name -> request(ModelMessages.UNLOAD, new UnloadModel(name)))));
    }

    /** A model of the catalog or of the folder, by its name or an alias. */
    private Future<Model> model(String name) {
        return bus.request(ModelMessages.LIST, Empty.INSTANCE).compose(models -> find(models, name).map(Future::succeededFuture)
                .orElseGet(() -> bus.request(ModelMessages.RESOLVE, new ResolveModel(name, null, false, null))
                        .map(resolved -> find(models, resolved.model())
                                .orElseThrow(() -> new Fault(Fault.Code.MODEL_NOT_FOUND, "There is no model '" + name + "'.")))));
    }

    private static Optional<Model> find(ModelList models, String name) {
        return models.models().stream().filter(model -> model.name().equals(name)).findFirst();
    }

    /** Loads a model that is here; one that is not is downloaded first, which is what is answered then. */
    private Future<Object> load(LoadModel load) {
        return bus.request(ModelMessages.RESOLVE, new ResolveModel(load.model(), null, false, load.keepAlive()))
                .compose(resolved -> bus.request(ModelMessages.ENSURE, new EnsureModel(resolved.model(), false)))
                .compose(ensured -> ensured.source() == null ? loadNow(new LoadModel(ensured.model(), load.keepAlive()))
                        : bus.request(JobMessages.SUBMIT_DOWNLOAD, new SubmitDownload(ensured.model())).compose(download -> {
                            LoadModel meant = new LoadModel(ensured.model(), load.keepAlive());
                            if (download.job() == null) {
                                // It has come in the meantime.
                                return loadNow(meant);
                            }
                            loadLater(meant, download.job().id());
                            return Future.succeededFuture(download);
                        }));
    }

    private Future<Object> loadNow(LoadModel load) {
        return request(ModelMessages.LOAD, load).map(loaded -> loaded);
    }

    /**
     * Once it is here, as it was asked for last, however often that was. Nobody waits for it any more: a failure shows in the
     * job, in the decisions, and in the log.
     */
    private void loadLater(LoadModel load, String download) {
        if (awaited.put(load.model(), load) != null) {
            return;
        }
        jobs.ended(download, () -> true).compose(JobClient::completed).onComplete(there -> {
            LoadModel last = awaited.remove(load.model());
            Future<ResidentView> loaded = there.failed() ? Future.failedFuture(there.cause()) : request(ModelMessages.LOAD, last);
            loaded.onFailure(error -> LOG.warn("{} was to be loaded when it is here, and is not: {}", load.model(), Fault.of(error).getMessage()));
        });
    }

    /** The folder of the models is not shown over HTTP. */
    private static JsonObject catalog(ModelList models) {
        return Json.toObject(models).put("folder", "models");
    }

    /** Also names such as {@code whisper-1}, which mean the default: the answer says which model that is. */
    private Future<OpenAiModel> resolve(String id) {
        return Future.succeededFuture(id).map(ModelNames::check)
                .compose(name -> bus.request(ModelMessages.RESOLVE, new ResolveModel(name, null, false, null)))
                .map(resolved -> OpenAiModel.of(resolved.model()));
    }

    private static Future<String> named(RoutingContext ctx) {
        return Future.succeededFuture(ctx.pathParam("name")).map(ModelNames::check);
    }

    private <Q, R> Future<R> request(Address<Q, R> address, Q request) {
        return bus.request(address, request, TIMEOUT);
    }

    private static LoadBody body(RoutingContext ctx) {
        LoadBody body = JsonBody.read(ctx, LoadBody.class, "{\"keep_alive\": \"10m\"}, or empty");
        return body == null ? new LoadBody(null) : body;
    }

    /** @param keepAlive as in Ollama: a duration or seconds, a string or a number in JSON */
    record LoadBody(String keepAlive) {
    }

    record OpenAiList(String object, List<OpenAiModel> data) {

        static OpenAiList of(ModelList models) {
            return new OpenAiList("list", models.models().stream().filter(Model::installed)
                    .map(model -> OpenAiModel.of(model.name())).toList());
        }
    }

    /** @param created OpenAI's clients expect a Unix time here; a model file has none, so it is 0 */
    record OpenAiModel(String id, String object, long created, String ownedBy) {

        static OpenAiModel of(String name) {
            return new OpenAiModel(name, "model", 0, "earshot");
        }
    }
}
