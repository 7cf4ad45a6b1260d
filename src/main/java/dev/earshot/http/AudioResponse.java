package dev.earshot.http;

import dev.earshot.bus.Fault;
import dev.earshot.http.answer.Responses;
import dev.earshot.jobs.JobMessages.JobAudio;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Locale;
import java.util.Map;

/** A media file as an answer, whole or the part that a player asks for (RFC 9110, one range). */
final class AudioResponse {

    private static final Logger LOG = LoggerFactory.getLogger(AudioResponse.class);

    /** What a page may be given to play. Anything else is bytes: an upload must never be a page of this site. */
    private static final Map<String, String> TYPES = Map.ofEntries(Map.entry("wav", "audio/wav"), Map.entry("mp3", "audio/mpeg"),
            Map.entry("mpga", "audio/mpeg"), Map.entry("flac", "audio/flac"), Map.entry("ogg", "audio/ogg"), Map.entry("oga", "audio/ogg"),
            Map.entry("opus", "audio/ogg"), Map.entry("m4a", "audio/mp4"), Map.entry("aac", "audio/aac"), Map.entry("weba", "audio/webm"),
            Map.entry("webm", "video/webm"), Map.entry("mp4", "video/mp4"), Map.entry("m4v", "video/mp4"), Map.entry("mov", "video/quicktime"),
            Map.entry("mkv", "video/x-matroska"), Map.entry("aiff", "audio/aiff"), Map.entry("aif", "audio/aiff"));

    private AudioResponse() {
    }

    /** @param tag of the file, which never changes while it is there */
    static Future<Void> send(RoutingContext ctx, JobAudio audio, String tag) {
        HttpServerResponse response = ctx.response();
        if (!Responses.awaited(response)) {
            return Future.succeededFuture();
        }
        String condition = ctx.request().getHeader(HttpHeaderNames.IF_RANGE);
        String wanted = condition == null || condition.equals(tag) ? ctx.request().getHeader(HttpHeaderNames.RANGE) : null;
        RequestedRange range = RequestedRange.of(wanted, audio.bytes());
        response.putHeader(HttpHeaderNames.ACCEPT_RANGES, "bytes").putHeader(HttpHeaderNames.ETAG, tag);
        if (range == null) {
            response.putHeader(HttpHeaderNames.CONTENT_RANGE, "bytes */" + audio.bytes()).setStatusCode(416).end();
            return Future.succeededFuture();
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, type(audio.name())).putHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        if (range.part()) {
            response.setStatusCode(206)
                    .putHeader(HttpHeaderNames.CONTENT_RANGE, "bytes " + range.from() + "-" + (range.from() + range.length() - 1) + "/" + audio.bytes());
        }
        // Netty writes no file of no bytes.
        return range.length() == 0 ? response.end()
                : response.sendFile(audio.path(), range.from(), range.length()).recover(error -> unsent(ctx, error));
    }

    /** Players that seek close the connection in the middle of an answer, which is no error. An answer that was cut short must not look complete. */
    private static Future<Void> unsent(RoutingContext ctx, Throwable error) {
        HttpServerResponse response = ctx.response();
        if (response.headWritten() || response.closed()) {
            LOG.debug("{} was cut short", ctx.request().path(), error);
            ctx.request().connection().close();
            return Future.succeededFuture();
        }
        response.headers().remove(HttpHeaderNames.CONTENT_RANGE).remove(HttpHeaderNames.ETAG).remove(HttpHeaderNames.ACCEPT_RANGES);
        return Future.failedFuture(new Fault(Fault.Code.FILE_NOT_FOUND, "The audio is not kept any more.", error));
    }

    static String type(String name) {
        return TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT), "application/octet-stream");
    }
}
