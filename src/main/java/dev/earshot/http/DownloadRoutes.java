package dev.earshot.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.earshot.bus.Bus;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.Download;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.State;
import dev.earshot.jobs.JobMessages.SubmitDownload;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.Remove;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.time.Duration;

/** Models that come and go: fetched, with progress in the shape of Ollama's pull, and removed. */
final class DownloadRoutes {

    /** A removal waits for the requests that use the model. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Bus bus;
    private final JobClient jobs;
    private final JobFeed feed;

    DownloadRoutes(Bus bus, JobClient jobs, JobFeed feed) {
        this.bus = bus;
        this.jobs = jobs;
        this.feed = feed;
    }

    void mount(Router router) {
        router.post("/api/models/:name/pull").handler(this::pull);
        router.delete("/api/models/:name").handler(ctx -> Answers.reply(ctx, named(ctx).compose(name ->
                bus.request(ModelMessages.REMOVE, new Remove(name), PATIENCE))));
    }

    private void pull(RoutingContext ctx) {
        String accept = ctx.request().getHeader(HttpHeaders.ACCEPT);
        boolean lines = accept != null && accept.contains(EventStream.LINES);
        Answers.finish(ctx, named(ctx).compose(name -> bus.request(JobMessages.SUBMIT_DOWNLOAD, new SubmitDownload(name))), download -> {
            if (lines) {
                follow(ctx, download);
            } else {
                Answers.json(ctx, download.job() == null ? 200 : 202, download);
            }
        });
    }

    /** A client that goes away leaves the download going: it is a job like any other. */
    private void follow(RoutingContext ctx, Download download) {
        EventStream lines = EventStream.lines(ctx.response());
        if (download.job() == null) {
            lines.end(new Line("success", null, null, null, null));
            return;
        }
        String id = download.job().id();
        feed.follow(ctx, id, jobs, lines, new JobStream(id, lines, Line::of));
    }

    private static Future<String> named(RoutingContext ctx) {
        return Future.succeededFuture(ctx.pathParam("name")).map(ModelNames::check);
    }

    /** A line of {@code POST /api/pull} as Ollama's docs/api.md has it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(String status, String digest, Long total, Long completed, String error) {

        static Line of(Job job) {
            if (job.state() == State.COMPLETED) {
                return new Line("success", null, null, null, null);
            }
            if (job.state().ended()) {
                return new Line(null, null, null, null, job.error() == null ? "The download was cancelled." : job.error().message());
            }
            return new Line(job.state() == State.PAUSED ? "paused" : "pulling " + job.model(), "sha256:" + job.transfer().sha256(), job.transfer().total(), job.transfer().received(), null);
        }
    }
}
