package dev.earshot.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.earshot.bus.Bus;
import dev.earshot.http.answer.EventStream;
import dev.earshot.http.answer.Responses;
import dev.earshot.http.request.ModelNames;
import dev.earshot.http.stream.JobClient;
import dev.earshot.http.stream.JobFeed;
import dev.earshot.http.stream.JobStream;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.DownloadAnswer;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.SubmitDownload;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.RemoveModel;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.time.Duration;

/** Models are downloaded, with progress in the shape of Ollama's pull, and removed. */
final class DownloadRoutes {

    /** A removal waits for the requests that use the model. */
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

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
        router.delete("/api/models/:name").handler(ctx -> Responses.reply(ctx, named(ctx).compose(name ->
                bus.request(ModelMessages.REMOVE, new RemoveModel(name), TIMEOUT))));
    }

    private void pull(RoutingContext ctx) {
        String accept = ctx.request().getHeader(HttpHeaders.ACCEPT);
        boolean lines = accept != null && accept.contains(EventStream.LINES);
        Responses.finish(ctx, named(ctx).compose(name -> bus.request(JobMessages.SUBMIT_DOWNLOAD, new SubmitDownload(name))), download -> {
            if (lines) {
                follow(ctx, download);
            } else {
                Responses.json(ctx, download.job() == null ? 200 : 202, download);
            }
        });
    }

    /** A download goes on when its client goes away: it is a job like any other. */
    private void follow(RoutingContext ctx, DownloadAnswer download) {
        EventStream lines = EventStream.lines(ctx.response());
        if (download.job() == null) {
            lines.end(new PullLine("success", null, null, null, null));
            return;
        }
        String id = download.job().id();
        feed.follow(ctx, id, jobs, lines, new JobStream(id, lines, PullLine::of));
    }

    private static Future<String> named(RoutingContext ctx) {
        return Future.succeededFuture(ctx.pathParam("name")).map(ModelNames::check);
    }

    /** A line of {@code POST /api/pull} as Ollama's docs/api.md has it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PullLine(String status, String digest, Long total, Long completed, String error) {

        static PullLine of(Job job) {
            if (job.state() == JobState.COMPLETED) {
                return new PullLine("success", null, null, null, null);
            }
            if (job.state().ended()) {
                return new PullLine(null, null, null, null, job.error() == null ? "The download was cancelled." : job.error().message());
            }
            return new PullLine(job.state() == JobState.PAUSED ? "paused" : "pulling " + job.model(), "sha256:" + job.transfer().sha256(), job.transfer()
                    .total(), job.transfer().received(), null);
        }
    }
}
