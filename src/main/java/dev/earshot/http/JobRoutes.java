package dev.earshot.http;

import dev.earshot.bus.Bus;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.ListJobs;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Jobs that outlive the request that made them. */
final class JobRoutes {

    private static final int MAX_LIST = 1000;

    private final Bus bus;
    private final Uploads uploads;
    private final JobClient jobs;
    private final JobFeed feed;

    JobRoutes(Bus bus, Uploads uploads, JobClient jobs, JobFeed feed) {
        this.bus = bus;
        this.uploads = uploads;
        this.jobs = jobs;
        this.feed = feed;
    }

    void mount(Router router) {
        router.post("/api/jobs").handler(this::create);
        router.get("/api/jobs").handler(this::list);
        router.get("/api/jobs/:id").handler(this::get);
        router.delete("/api/jobs/:id").handler(ctx -> Answers.reply(ctx, jobs.cancel(ctx.pathParam("id"))));
    }

    private void create(RoutingContext ctx) {
        uploads.receive(ctx)
                .compose(upload -> jobs.submit(upload, false, false))
                .onSuccess(job -> {
                    if (Answers.awaited(ctx.response())) {
                        ctx.response().putHeader(HttpHeaders.LOCATION, "/api/jobs/" + job.id());
                        Answers.json(ctx, 202, job);
                    } else {
                        // The client went away before it could learn the id.
                        jobs.cancel(job.id());
                    }
                })
                .onFailure(error -> Answers.fail(ctx, error));
    }

    private void list(RoutingContext ctx) {
        Answers.reply(ctx, Future.succeededFuture(ctx.request().getParam("limit"))
                .map(JobRoutes::limit)
                .compose(limit -> bus.request(JobMessages.LIST, new ListJobs(limit))));
    }

    private static Integer limit(String text) {
        if (text == null) {
            return null;
        }
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX_LIST) {
            throw new BadField("limit", "limit must be a whole number from 1 to " + MAX_LIST + ", not '" + text + "'.");
        }
        return Integer.valueOf(text);
    }

    private void get(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        String accept = ctx.request().getHeader(HttpHeaders.ACCEPT);
        if (accept != null && accept.contains(EventStream.MEDIA_TYPE)) {
            follow(ctx, id);
        } else {
            Answers.reply(ctx, jobs.get(id));
        }
    }

    private void follow(RoutingContext ctx, String id) {
        EventStream events = new EventStream(ctx.response());
        JobStream stream = new JobStream(id, events);
        feed.followChanges(ctx, stream::changed);
        jobs.get(id)
                .onSuccess(stream::begin)
                .compose(job -> job.state().ended() ? Future.succeededFuture(job) : jobs.ended(id, events::heartbeat))
                .onSuccess(stream::end)
                .onFailure(error -> Answers.fail(ctx, error));
    }
}
