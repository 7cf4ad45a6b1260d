package dev.earshot.http;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.http.answer.BadField;
import dev.earshot.http.answer.EventStream;
import dev.earshot.http.answer.Responses;
import dev.earshot.http.request.BooleanParameter;
import dev.earshot.http.request.JsonBody;
import dev.earshot.http.request.LimitParameter;
import dev.earshot.http.request.ModelNames;
import dev.earshot.http.stream.JobClient;
import dev.earshot.http.stream.JobFeed;
import dev.earshot.http.stream.JobStream;
import dev.earshot.http.upload.UploadFolder;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.JobMessages.SubmitFolder;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Jobs that outlive the request that made them. */
final class JobRoutes {

    private static final String FOLDER_EXAMPLE = "{\"path\": \"/recordings\", \"format\": \"srt\"}";

    private final Bus bus;
    private final UploadFolder uploads;
    private final JobClient jobs;
    private final JobFeed feed;

    JobRoutes(Bus bus, UploadFolder uploads, JobClient jobs, JobFeed feed) {
        this.bus = bus;
        this.uploads = uploads;
        this.jobs = jobs;
        this.feed = feed;
    }

    void mount(Router router) {
        router.post("/api/jobs").handler(this::create);
        router.get("/api/jobs").handler(this::list);
        router.get("/api/jobs/:id").handler(this::get);
        router.delete("/api/jobs/:id").handler(this::delete);
        router.post("/api/jobs/:id/pause").handler(ctx -> Responses.reply(ctx, bus.request(JobMessages.PAUSE, new ById(ctx.pathParam("id")))));
        router.post("/api/jobs/:id/resume").handler(ctx -> Responses.reply(ctx, bus.request(JobMessages.RESUME, new ById(ctx.pathParam("id")))));
        router.post("/api/jobs/:id/retry").handler(this::retry);
        new TranscriptRoutes(bus, jobs).mount(router);
        router.post("/api/folders").handler(JsonBody.receive()).handler(this::createFolder);
    }

    private void create(RoutingContext ctx) {
        Responses.finish(ctx, uploads.receive(ctx).compose(upload -> jobs.submit(upload, false, false, false)), job -> {
            if (!Responses.awaited(ctx.response())) {
                // The client went away before it could learn the id.
                jobs.cancel(job.id());
            }
            accepted(ctx, job);
        });
    }

    private void createFolder(RoutingContext ctx) {
        Responses.finish(ctx, Future.succeededFuture(ctx)
                .map(request -> JsonBody.read(request, SubmitFolder.class, FOLDER_EXAMPLE))
                .compose(folder -> {
                    if (folder == null) {
                        throw Fault.badRequest("The body must be a JSON object such as " + FOLDER_EXAMPLE + ".");
                    }
                    return bus.request(JobMessages.SUBMIT_FOLDER, new SubmitFolder(folder.path(), folder.output(), folder.format(),
                            folder.priority(), ModelNames.check(folder.model()), folder.language(), folder.translate(), folder.prompt(),
                            folder.words(), folder.maxLineWidth(), folder.maxLineCount(), folder.highlightWords(), folder.logprobs()));
                }), job -> accepted(ctx, job));
    }

    private void retry(RoutingContext ctx) {
        Responses.finish(ctx, bus.request(JobMessages.RETRY, new ById(ctx.pathParam("id"))), job -> accepted(ctx, job));
    }

    private static void accepted(RoutingContext ctx, Job job) {
        if (Responses.awaited(ctx.response())) {
            ctx.response().putHeader(HttpHeaders.LOCATION, "/api/jobs/" + job.id());
            Responses.json(ctx, 202, job);
        }
    }

    private void list(RoutingContext ctx) {
        Responses.reply(ctx, Future.succeededFuture(ctx.request())
                .map(request -> new ListJobs(LimitParameter.of(request), request.getParam("cursor"), request.getParam("parent"), request.getParam("state"),
                        request.getParam("kind"), since(request.getParam("since")), request.getParam("q")))
                .compose(filter -> bus.request(JobMessages.LIST, filter)));
    }

    private static Instant since(String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new BadField("since", "since must be a time such as 2026-01-31T08:00:00Z, not '" + text + "'.");
        }
    }

    /** Cancels a job, or forgets one that has ended. */
    private void delete(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        Future.succeededFuture(ctx.request()).map(request -> BooleanParameter.of(request, "forget"))
                .<Void>compose(forget -> forget
                        ? bus.request(JobMessages.FORGET, new ById(id)).onSuccess(forgotten -> Responses.nothing(ctx)).mapEmpty()
                        : jobs.cancel(id).onSuccess(job -> Responses.json(ctx, 200, job)).mapEmpty())
                .onFailure(error -> Responses.fail(ctx, error));
    }

    private void get(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        String accept = ctx.request().getHeader(HttpHeaders.ACCEPT);
        if (accept != null && accept.contains(EventStream.MEDIA_TYPE)) {
            follow(ctx, id);
        } else {
            Responses.reply(ctx, jobs.get(id));
        }
    }

    private void follow(RoutingContext ctx, String id) {
        EventStream events = EventStream.events(ctx.response());
        feed.follow(ctx, id, jobs, events, new JobStream(id, events, job -> job));
    }
}
