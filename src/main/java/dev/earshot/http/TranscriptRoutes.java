package dev.earshot.http;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.http.answer.BadField;
import dev.earshot.http.answer.Responses;
import dev.earshot.http.request.BooleanParameter;
import dev.earshot.http.request.LayoutParameters;
import dev.earshot.http.stream.JobClient;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.transcript.SubtitleLayout;
import dev.earshot.transcript.TranscriptFile;
import dev.earshot.transcript.TranscriptFormat;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A job's transcript so far as a document, and its audio. */
final class TranscriptRoutes {

    private final Bus bus;
    private final JobClient jobs;

    TranscriptRoutes(Bus bus, JobClient jobs) {
        this.bus = bus;
        this.jobs = jobs;
    }

    void mount(Router router) {
        router.get("/api/jobs/:id/transcript").handler(this::transcript);
        router.get("/api/jobs/:id/audio").handler(this::audio);
    }

    private void transcript(RoutingContext ctx) {
        Future.succeededFuture(ctx.request()).map(DocumentRequest::of)
                .compose(wanted -> jobs.get(ctx.pathParam("id")).map(job -> {
                    if (job.segments() == null) {
                        throw Fault.badRequest("Job '" + job.id() + "' is a " + job.kind() + ", which has no transcript of its own.");
                    }
                    if (wanted.download) {
                        ctx.response().putHeader("Content-Disposition", attachment(TranscriptFile.name(job.name(), wanted.format)));
                    }
                    Responses.send(ctx, 200, wanted.format.mediaType(), wanted.render(job));
                    return job;
                }))
                .onFailure(error -> Responses.fail(ctx, error));
    }

    /** A name of any characters, and for clients that do not know RFC 5987 one of ASCII. */
    private static String attachment(String name) {
        String plain = name.replaceAll("[^\\x20-\\x7e]|[\"\\\\%]", "_");
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20")
                .replace("*", "%2A");
    }

    private void audio(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        bus.request(JobMessages.AUDIO, new ById(id))
                .compose(audio -> AudioResponse.send(ctx, audio, "\"" + id + "\""))
                .onFailure(error -> Responses.fail(ctx, error));
    }

    private record DocumentRequest(TranscriptFormat format, SubtitleLayout layout, boolean timestamps, boolean download) {

        static DocumentRequest of(HttpServerRequest request) {
            String name = request.getParam("format");
            TranscriptFormat format = name == null ? TranscriptFormat.TEXT : TranscriptFormat.parse(name).orElseThrow(() ->
                    new BadField("format", "format must be one of " + TranscriptFormat.names() + ", not '" + name + "'."));
            boolean timestamps = BooleanParameter.of(request, "timestamps");
            if (timestamps && !format.takesTimestamps()) {
                throw new BadField("timestamps", "timestamps goes with format=text; " + format.text() + " is as it is.");
            }
            SubtitleLayout layout = LayoutParameters.of(request::getParam, BooleanParameter.of(request, LayoutParameters.HIGHLIGHT), format);
            return new DocumentRequest(format, layout, timestamps, BooleanParameter.of(request, "download"));
        }

        String render(Job job) {
            return timestamps ? TranscriptFormat.timed(job.document()) : format.render(job.document(), layout);
        }
    }
}
