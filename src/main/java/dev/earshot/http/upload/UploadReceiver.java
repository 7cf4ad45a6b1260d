package dev.earshot.http.upload;

import dev.earshot.bus.Fault;
import dev.earshot.files.FileLabel;
import dev.earshot.http.access.Limits;
import dev.earshot.http.answer.BadField;
import dev.earshot.http.answer.Responses;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.Supplier;

/**
 * Receives one multipart request into an open file. Vert.x' own {@code streamToFileSystem} never ends where the body stops
 * before its closing boundary; here the request itself is paused while the disk is slow, so that all of it has been written when it ends,
 * and what is not there by then is missing.
 */
public final class UploadReceiver {

    /** Bytes; a client that sends less between two checks is considered gone. The slowest codec for speech needs twice as much. */
    private static final long LEAST = 16_384;
    private static final String FIELD = "file";
    private static final String UNREADABLE = "The multipart body cannot be read; its parts, their headers or its boundary are not as RFC 7578 has them, or it"
            + " has more than " + Limits.FORM_FIELDS + " fields or one of more than " + Limits.FORM_FIELD / 1024 + " KB beside the file.";
    private static final Logger LOG = LoggerFactory.getLogger(UploadReceiver.class);

    private final RoutingContext ctx;
    private final HttpServerRequest request;
    private final AsyncFile file;
    private final long limit;
    private final long spaceCheckBytes;
    private final Limits limits;
    private final Supplier<Future<Void>> diskSpace;
    // The body arrives as callbacks, so only a promise can signal its end.
    private final Promise<Void> body = Promise.promise();
    private String name;
    private boolean fileEnded;
    private Throwable writeError;
    private long bytes;
    private long fileBytes;
    private long bytesAtLastCheck;
    private long bytesAtLastSpaceCheck;
    private long timer;

    /**
     * @param limit largest body in bytes
     * @param spaceCheckBytes between checks of the room on the disk
     * @param limits how long it may make no progress
     * @param diskSpace fails once the disk has no more room
     */
    public UploadReceiver(RoutingContext ctx, AsyncFile file, long limit, long spaceCheckBytes, Limits limits, Supplier<Future<Void>> diskSpace) {
        this.ctx = ctx;
        this.request = ctx.request();
        this.file = file;
        this.limit = limit;
        this.spaceCheckBytes = spaceCheckBytes;
        this.limits = limits;
        this.diskSpace = diskSpace;
    }

    /** Answers with the file's label once the file is whole and closed; the file is closed as well where this fails. */
    public Future<String> receive() {
        ctx.addEndHandler(ended -> checkAwaited());
        checkAwaited();
        if (!body.future().isComplete()) {
            listen();
        }
        return body.future()
                .onComplete(done -> ctx.vertx().cancelTimer(timer))
                .compose(whole -> close(), error -> close().transform(closed -> Future.failedFuture(error)))
                .map(closed -> name);
    }

    /** Writes may still be under way when the body ends; a file that could not take all of them is no upload. */
    private Future<Void> close() {
        return file.close().compose(
                closed -> writeError == null ? Future.succeededFuture() : Future.failedFuture(UploadFolder.unwritable(writeError)),
                error -> Future.failedFuture(UploadFolder.unwritable(error)));
    }

    static Fault tooLarge(long limit) {
        return new Fault(Fault.Code.TOO_LARGE, "The upload is larger than " + limit / 1_000_000
                + " MB; send a shorter or a compressed file, or raise http.max_upload_mb.");
    }

    private void listen() {
        // The first check is early, and asks for one byte only: a client that sends a header and stops uses up a slot.
        timer = ctx.vertx().setTimer(limits.firstRequest().toMillis(), id -> checkStall(1));
        request.exceptionHandler(error -> body.tryFail(error instanceof HttpClosedException ? gone() : Fault.badRequest(UNREADABLE)));
        try {
            request.setExpectMultipart(true);
        } catch (RuntimeException e) {
            LOG.debug("A multipart body cannot be read", e);
            body.tryFail(Fault.badRequest(UNREADABLE));
            return;
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            ctx.response().writeContinue();
        }
        request.uploadHandler(this::part)
                .handler(this::count)
                .endHandler(end -> end())
                .resume();
    }

    private void part(HttpServerFileUpload part) {
        if (!part.name().equals(FIELD)) {
            return;
        }
        if (name != null) {
            body.tryFail(new BadField(FIELD, "Send one file a request; there is more than one field named 'file'."));
            return;
        }
        name = FileLabel.ofPath(part.filename());
        part.endHandler(end -> fileEnded = true);
        part.handler(this::write);
    }

    private void write(Buffer chunk) {
        if (body.future().isComplete()) {
            return;
        }
        fileBytes += chunk.length();
        file.write(chunk).onFailure(error -> {
            writeError = error;
            body.tryFail(UploadFolder.unwritable(error));
        });
        if (file.writeQueueFull()) {
            request.pause();
            file.drainHandler(drained -> request.resume());
        }
    }

    private void count(Buffer chunk) {
        bytes += chunk.length();
        if (bytes > limit) {
            body.tryFail(tooLarge(limit));
        } else if (bytes - fileBytes > Limits.FORM) {
            body.tryFail(Fault.badRequest("The fields beside the file are larger than " + Limits.FORM / 1024
                    + " KB together; one field named 'file' carries the audio."));
        } else if (bytes - bytesAtLastSpaceCheck >= spaceCheckBytes) {
            bytesAtLastSpaceCheck = bytes;
            diskSpace.get().onFailure(body::tryFail);
        }
    }

    private void end() {
        if (fileEnded) {
            body.tryComplete();
        } else if (name != null) {
            body.tryFail(Fault.badRequest("The upload ends before its closing boundary; send it again."));
        } else {
            body.tryFail(new BadField(FIELD, "There is no file; send the audio in a multipart field named 'file' that has a file name."));
        }
    }

    /** A body that cannot be decoded ends the context as well, although its client waits for an answer. */
    private void checkAwaited() {
        if (!Responses.awaited(ctx.response())) {
            body.tryFail(gone());
        }
    }

    /** @param least bytes that must have arrived since the last check */
    private void checkStall(long least) {
        if (bytes - bytesAtLastCheck < least && !file.writeQueueFull()) {
            body.tryFail(new Fault(Fault.Code.UPLOAD_STALLED, "Next to nothing of the upload arrived for "
                    + (least == 1 ? limits.firstRequest() : limits.stall()).toSeconds() + " s; send it again."));
        } else {
            bytesAtLastCheck = bytes;
            timer = ctx.vertx().setTimer(limits.stall().toMillis(), id -> checkStall(LEAST));
        }
    }

    private static Fault gone() {
        return new Fault(Fault.Code.CANCELLED, "The client went away.");
    }
}
