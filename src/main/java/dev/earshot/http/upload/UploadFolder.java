package dev.earshot.http.upload;

import dev.earshot.bus.Fault;
import dev.earshot.files.OwnerOnly;
import dev.earshot.http.access.ClientSlots;
import dev.earshot.http.access.Connections;
import dev.earshot.http.access.Limits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.FileSystem;
import io.vertx.core.file.FileSystemProps;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The uploads folder. What a killed service leaves there is removed by the jobs module at the next start, which knows what is needed. */
public final class UploadFolder {

    private static final Logger LOG = LoggerFactory.getLogger(UploadFolder.class);
    private static final Pattern MULTIPART = Pattern.compile("\\s*multipart/form-data\\s*;.*boundary=.+", Pattern.CASE_INSENSITIVE);

    private static final long SPACE_CHECK_BYTES = 64_000_000;

    private final FileSystem files;
    private final String folder;
    private final long limit;
    private final Limits limits;
    private final ClientSlots receiving;
    private final long spaceCheckBytes;
    private final Function<String, Future<Long>> space;

    /**
     * @param folder made by {@link #open}
     * @param maxMb  largest request in MB (10^6 bytes)
     */
    public UploadFolder(Vertx vertx, Path folder, int maxMb, Limits limits) {
        this(vertx, folder, maxMb, limits, SPACE_CHECK_BYTES, path -> vertx.fileSystem().fsProps(path).map(FileSystemProps::usableSpace));
    }

    /**
     * @param spaceCheckBytes of an upload between checks of the room on the disk
     * @param space           the bytes that are free on the disk of a path
     */
    UploadFolder(Vertx vertx, Path folder, int maxMb, Limits limits, long spaceCheckBytes, Function<String, Future<Long>> space) {
        this.spaceCheckBytes = spaceCheckBytes;
        this.space = space;
        this.files = vertx.fileSystem();
        this.folder = folder.toString();
        this.limit = maxMb * 1_000_000L;
        this.limits = limits;
        this.receiving = new ClientSlots(limits.uploads());
    }

    /** Makes the folder. */
    public Future<Void> open() {
        return OwnerOnly.posix(Path.of(folder)) ? files.mkdirs(folder, "rwx------") : files.mkdirs(folder);
    }

    /**
     * Receives a multipart request. Where it does not arrive whole, or the answer is given before it has, nothing of it
     * stays. Fails with {@code bad-request}, {@code too-large}, {@code upload-stalled}, {@code queue-full} where too many are being
     * received, or {@code unavailable} where the disk has no room.
     */
    public Future<Upload> receive(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        Fault refusal = refusal(request);
        if (refusal != null) {
            return Future.failedFuture(refusal);
        }
        String address = Connections.address(request.remoteAddress());
        if (!receiving.acquire(address)) {
            return Future.failedFuture(new Fault(Fault.Code.QUEUE_FULL, "This service receives " + receiving.taken()
                    + " uploads already, " + receiving.of(address) + " of them from you, as many as it does at once; try again in a few seconds."));
        }
        // Nothing is read, and so nothing is buffered, before there is a file to put it in.
        request.pause();
        String path = Path.of(folder, UUID.randomUUID().toString()).toString();
        Future<AsyncFile> opening = files.open(path, new OpenOptions().setCreateNew(true).setRead(false)
                .setPerms(OwnerOnly.posix(Path.of(folder)) ? "rw-------" : null)).recover(error -> Future.failedFuture(unwritable(error)));
        return Future.join(checkRoom(announced(request)), opening)
                .recover(error -> opening.compose(AsyncFile::close).transform(closed -> remove(path)).transform(removed -> Future.failedFuture(error)))
                .map(both -> opening.result())
                .compose(file -> new UploadReceiver(ctx, file, limit, spaceCheckBytes, limits, () -> checkRoom(0)).receive()
                        .map(name -> new Upload(path, name, TranscriptionForm.parse(request.formAttributes())))
                        .recover(error -> remove(path).transform(removed -> Future.failedFuture(error))))
                .onComplete(received -> receiving.release(address));
    }

    /** @param bytes that are to come, as far as that is known */
    private Future<Void> checkRoom(long bytes) {
        return space.apply(folder).recover(error -> Future.failedFuture(unwritable(error))).compose(left ->
                left - bytes >= Limits.DISK_RESERVE ? Future.succeededFuture() : Future.failedFuture(new Fault(
                        Fault.Code.UNAVAILABLE, "There is no room for the upload on the service's disk; make some, or send less.")));
    }

    /** Removes a file that no job has taken over; that it is gone already is no error. */
    public Future<Void> remove(String path) {
        return files.delete(path).otherwiseEmpty();
    }

    static Fault unwritable(Throwable error) {
        LOG.warn("An upload could not be stored", error);
        return new Fault(Fault.Code.UNAVAILABLE,
                "The upload could not be stored; make room in the service's data directory, or let the service write there.", error);
    }

    private Fault refusal(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || !MULTIPART.matcher(type).matches()) {
            return Fault.badRequest("Send the audio as multipart/form-data with a field named 'file', as OpenAI's API has it.");
        }
        return announced(request) > limit ? UploadReceiver.tooLarge(limit) : null;
    }

    /** Bytes; 0 where the client does not say. */
    private static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        // Netty has refused a length that is no number.
        return length == null ? 0 : Long.parseLong(length);
    }
}
