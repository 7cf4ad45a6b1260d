package dev.earshot.http;

import dev.earshot.http.answer.EventStream;
import dev.earshot.http.answer.HeaderText;
import dev.earshot.http.answer.Responses;
import dev.earshot.http.stream.JobClient;
import dev.earshot.http.stream.JobFeed;
import dev.earshot.http.stream.TranscriptStream;
import dev.earshot.http.upload.Upload;
import dev.earshot.http.upload.UploadFolder;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.log.Stage;
import dev.earshot.transcript.Timing;
import dev.earshot.transcript.TranscriptFormat;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.util.function.BooleanSupplier;

/** OpenAI's audio routes: a file in, its transcript out, and a client that goes away takes its job with it. */
final class TranscriptionRoutes {

    private final UploadFolder uploads;
    private final JobClient jobs;
    private final JobFeed feed;

    TranscriptionRoutes(UploadFolder uploads, JobClient jobs, JobFeed feed) {
        this.uploads = uploads;
        this.jobs = jobs;
        this.feed = feed;
    }

    void mount(Router router) {
        router.post("/v1/audio/transcriptions").handler(ctx -> transcribe(ctx, false));
        router.post("/v1/audio/translations").handler(ctx -> transcribe(ctx, true));
    }

    private void transcribe(RoutingContext ctx, boolean translate) {
        Stage.ARRIVED.reached(null);
        uploads.receive(ctx)
                .onSuccess(upload -> Stage.RECEIVED.reached(null))
                .compose(upload -> upload.form().stream() ? stream(ctx, upload, translate) : answer(ctx, upload, translate))
                .onFailure(error -> Responses.fail(ctx, error));
    }

    private Future<Void> answer(RoutingContext ctx, Upload upload, boolean translate) {
        TranscriptFormat format = upload.form().format();
        return jobs.submit(upload, translate, true, true)
                .compose(job -> ended(ctx, job, () -> Responses.awaited(ctx.response())))
                .map(job -> {
                    // Text and subtitles have no field for them.
                    ctx.response().putHeader("X-Earshot-Model", HeaderText.of(job.model()));
                    if (job.notice() != null) {
                        ctx.response().putHeader("X-Earshot-Notice", HeaderText.of(job.notice()));
                    }
                    if (job.timing() != null) {
                        ctx.response().putHeader("Server-Timing", serverTiming(job.timing()));
                    }
                    Responses.send(ctx, 200, format.mediaType(), format.render(job.document(), upload.form().layout()));
                    Stage.ANSWERED.reached(job.id());
                    return null;
                });
    }

    /** As W3C's Server Timing has it. */
    private static String serverTiming(Timing timing) {
        String library = timing.library() == null ? "" : ";desc=\"" + HeaderText.of(timing.library().text()).replaceAll("[\"\\\\]", "'") + "\"";
        return "wait;dur=%d, load;dur=%d, compute;dur=%d".formatted(timing.waitedMs(), timing.loadingMs(), timing.computingMs()) + library;
    }

    private Future<Void> stream(RoutingContext ctx, Upload upload, boolean translate) {
        EventStream events = EventStream.events(ctx.response());
        TranscriptStream transcript = new TranscriptStream(events);
        // Before the job exists, so that not even its first window is missed.
        feed.followWindows(ctx, transcript::window);
        return jobs.submit(upload, translate, true, true)
                .compose(job -> {
                    transcript.begin(job.id());
                    return ended(ctx, job, events::heartbeat);
                })
                .map(job -> {
                    transcript.end(job);
                    return null;
                });
    }

    private Future<Job> ended(RoutingContext ctx, Job job, BooleanSupplier wanted) {
        ctx.addEndHandler(answered -> {
            if (answered.failed()) {
                jobs.cancel(job.id());
            }
        });
        if (ctx.response().closed()) {
            // It went while the job was being accepted, too early for the handler above.
            jobs.cancel(job.id());
        }
        return jobs.ended(job.id(), wanted)
                .onFailure(error -> jobs.cancel(job.id()))
                .compose(JobClient::completed);
    }
}
