package dev.earshot.downloads;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.downloads.DownloadMessages.Fetch;
import dev.earshot.downloads.DownloadMessages.Fetched;
import dev.earshot.downloads.DownloadMessages.FileVerified;
import dev.earshot.downloads.ResponseRule.PartValidity;
import dev.earshot.downloads.ResponseRule.RangeRequest;
import dev.earshot.log.Logging;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;

/** One download: attempts follow each other until the file is installed or a retry cannot help. For one event loop. */
final class Transfer {

    private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);

    /** Bytes that must stay free on the disk. */
    private static final long RESERVED_BYTES = 16 << 20;
    /** After so many refused ranges in a row, the whole file is requested instead. */
    private static final int MAX_RANGE_REFUSALS = 2;

    /** What to request next: a missing range, or null when none is missing, and the If-Range validator, or null. */
    private record NextAttempt(ByteRange gap, String validator) {
    }

    /** What has been discarded because of a wrong digest: first only what was damaged on disk, then everything. */
    private enum Discarded { NOTHING, DAMAGED, ALL }

    private final Network network;
    private final Bus bus;
    private final Fetch fetch;
    private final URI address;
    private final RetryPolicy retry;
    private final TransferDisk disk;
    private final TransferMeter meter;
    private final Set<String> requestIds = new HashSet<>();
    private final Future<Fetched> result;

    private PartFile part;
    private DownloadAttempt currentAttempt;
    private Promise<Void> pause;
    private Fault endReason;
    private boolean resumed;
    private long mostReceived;
    private int rangeRefusals;
    private Discarded discarded = Discarded.NOTHING;

    /** Starts immediately. */
    Transfer(Network network, WorkerExecutor workers, Bus bus, Fetch fetch, URI address, RetryPolicy retry) {
        this.network = network;
        this.bus = bus;
        this.fetch = fetch;
        this.address = address;
        this.retry = retry;
        this.disk = new TransferDisk(workers);
        this.meter = new TransferMeter(bus, network.clock(), fetch);
        this.result = open().compose(this::onOpened).transform(this::closeFiles).compose(this::publishVerified);
    }

    private Future<PartFile> open() {
        Promise<PartFile> opened = Promise.promise();
        open(opened);
        return opened.future();
    }

    /** If another process is downloading this file, waits for it to finish and continues with its bytes. */
    private void open(Promise<PartFile> opened) {
        disk.run(() -> PartFile.open(fetch, network.limits(), network.clock())).onSuccess(opened::complete).onFailure(error -> {
            if (error.getCause() instanceof PartFile.LockedByAnotherProcess) {
                pause(network.limits().backoff()).onSuccess(waited -> open(opened)).onFailure(opened::fail);
            } else {
                opened.fail(error);
            }
        });
    }

    /** Adds a request for the same file. The result comes after the part file has been closed, on success and on failure. */
    Future<Fetched> join(String id) {
        requestIds.add(id);
        return result;
    }

    Future<Void> whenClosed() {
        return result.transform(done -> Future.succeededFuture());
    }

    boolean hasRequest(String id) {
        return requestIds.contains(id);
    }

    boolean isSameFile(Fetch other) {
        return fetch.sha256().equals(other.sha256()) && fetch.bytes() == other.bytes();
    }

    boolean isEnding() {
        return endReason != null;
    }

    /** Stops the transfer for this reason; received bytes are kept. */
    void end(Fault why) {
        if (endReason != null) {
            return;
        }
        endReason = why;
        if (currentAttempt != null) {
            currentAttempt.abort(why);
        }
        if (pause != null) {
            pause.tryFail(why);
        }
    }

    private Future<Fetched> onOpened(PartFile opened) {
        if (opened == null) {
            meter.publishFinal(fetch.bytes());
            return Future.succeededFuture(new Fetched(fetch.bytes(), false));
        }
        part = opened;
        return disk.run(part::receivedBytes).compose(received -> {
            resumed = received > 0;
            mostReceived = received;
            meter.publishFinal(received);
            return disk.run(this::checkFreeSpace);
        }).compose(enough -> network.hub().offline()
                ? failed("HF_HUB_OFFLINE is set; unset it, or use a model that is already installed ('earshot models')") : fill())
                .map(done -> new Fetched(fetch.bytes(), resumed));
    }

    private Void checkFreeSpace() throws IOException {
        Path folder = Path.of(fetch.file()).getParent();
        long missing = fetch.bytes() - part.receivedBytes();
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free - RESERVED_BYTES < missing) {
            throw new Fault(Fault.Code.DOWNLOAD_FAILED, "the disk is too full: " + mb(missing)
                    + " MB are still to be downloaded, but the disk of the models folder has only " + mb(free) + " MB free; free some space there");
        }
        return null;
    }

    private Future<Void> fill() {
        if (endReason != null) {
            return Future.failedFuture(endReason);
        }
        return disk.run(() -> new NextAttempt(part.firstGap(), part.validator())).compose(next -> next.gap() == null ? install()
                : startAttempt(next).transform(this::onAttemptEnded).compose(again -> fill()));
    }

    private Future<Void> startAttempt(NextAttempt next) {
        if (endReason != null) {
            return Future.failedFuture(endReason);
        }
        ByteRange whole = new ByteRange(0, fetch.bytes());
        boolean plain = rangeRefusals >= MAX_RANGE_REFUSALS || next.gap().equals(whole);
        currentAttempt = new DownloadAttempt(network, part, disk, meter, fetch);
        return currentAttempt.run(address, new RangeRequest(plain ? whole : next.gap(), fetch.bytes(), plain, next.validator()))
                .onComplete(done -> currentAttempt = null);
    }

    /** Decides whether to try again, and when. */
    private Future<Void> onAttemptEnded(AsyncResult<Void> attempt) {
        return disk.run(part::receivedBytes).compose(received -> {
            meter.update(received);
            if (received > mostReceived && !(attempt.cause() instanceof RetryableFailure failure && failure.isTooSlow())) {
                retry.onProgress();
            }
            mostReceived = Math.max(mostReceived, received);
            if (attempt.succeeded()) {
                rangeRefusals = 0;
                return Future.succeededFuture();
            }
            if (endReason != null) {
                return Future.failedFuture(endReason);
            }
            return attempt.cause() instanceof Fault ? Future.failedFuture(attempt.cause()) : onFailure(RetryableFailure.of(attempt.cause()));
        });
    }

    private Future<Void> onFailure(RetryableFailure failure) {
        Duration wait = retry.onFailure(failure.retryAfter());
        if (wait == null) {
            return failed(failure.getMessage() + ", repeatedly; check the network, or name a mirror in HF_ENDPOINT");
        }
        LOG.atInfo().addKeyValue(Logging.JOB, fetch.id()).log("{}: {}; retrying in {} ms", fetch.file(), failure.getMessage(), wait.toMillis());
        rangeRefusals = switch (failure.partValidity()) {
            case UNAFFECTED -> rangeRefusals;
            case DOUBTFUL -> rangeRefusals + 1;
            case STALE -> MAX_RANGE_REFUSALS;
        };
        return (failure.partValidity() == PartValidity.DOUBTFUL ? disk.run(part::verify).mapEmpty() : Future.<Void>succeededFuture()).compose(v -> pause(wait));
    }

    private Future<Void> pause(Duration wait) {
        if (endReason != null) {
            return Future.failedFuture(endReason);
        }
        pause = Promise.promise();
        // Vert.x rejects a delay of 0 ms.
        long timer = network.vertx().setTimer(Math.max(1, wait.toMillis()), id -> pause.tryComplete());
        return pause.future().onFailure(ended -> network.vertx().cancelTimer(timer));
    }

    private Future<Void> install() {
        return disk.run(part::install).compose(right -> right ? Future.succeededFuture() : onWrongDigest().compose(again -> fill()));
    }

    /** First drops the pieces whose checksum no longer matches; if all of them match, any byte may be wrong, so everything goes. */
    private Future<Void> onWrongDigest() {
        retry.onProgress();
        mostReceived = 0;
        if (discarded == Discarded.ALL) {
            return disk.run(this::clear).compose(done -> failed("the server's file does not match the catalogue: its SHA-256"
                    + " differs, even after a complete second download; the file was discarded"));
        }
        Future<Long> damaged = discarded == Discarded.NOTHING ? disk.run(part::verify) : Future.succeededFuture(0L);
        return damaged.compose(forgotten -> {
            discarded = forgotten > 0 ? Discarded.DAMAGED : Discarded.ALL;
            LOG.atWarn().addKeyValue(Logging.JOB, fetch.id())
                    .log("The SHA-256 of {} is wrong: {}", fetch.file(), forgotten > 0 ? forgotten + " bytes were damaged on disk and are downloaded again"
                    : "all of it is discarded and downloaded again");
            return forgotten > 0 ? Future.succeededFuture() : disk.run(this::clear);
        });
    }

    private Void clear() throws IOException {
        part.clear();
        return null;
    }

    /** Closes the part file before the result is announced. */
    private Future<Fetched> closeFiles(AsyncResult<Fetched> outcome) {
        if (part == null) {
            return outcome.succeeded() ? Future.succeededFuture(outcome.result()) : Future.failedFuture(describe(outcome.cause(), 0));
        }
        return disk.run(() -> {
            long received = outcome.succeeded() ? fetch.bytes() : part.receivedBytes();
            part.close();
            return received;
        }).recover(error -> {
            LOG.atWarn().addKeyValue(Logging.JOB, fetch.id()).log("The downloaded part of {} could not be kept: {}", fetch.file(), error.getMessage());
            return Future.succeededFuture(0L);
        }).compose(received -> {
            meter.publishFinal(received);
            return outcome.succeeded() ? Future.succeededFuture(outcome.result()) : Future.failedFuture(describe(outcome.cause(), received));
        });
    }

    /** Where the modification time cannot be read nothing is published, and whoever uses the file verifies it again. */
    private Future<Fetched> publishVerified(Fetched fetched) {
        return disk.run(() -> Files.getLastModifiedTime(Path.of(fetch.file())).toInstant().truncatedTo(ChronoUnit.MILLIS))
                .onSuccess(modified -> bus.publish(DownloadMessages.VERIFIED,
                        new FileVerified(bus.node(), fetch.file(), fetch.bytes(), modified, fetch.sha256())))
                .transform(done -> Future.succeededFuture(fetched));
    }

    private Fault describe(Throwable error, long received) {
        Fault fault = Fault.of(error);
        return fault.code() != Fault.Code.DOWNLOAD_FAILED ? fault
                : new Fault(fault.code(), Path.of(fetch.file()).getFileName() + " could not be downloaded: " + fault.getMessage() + "."
                        + (received > 0 ? " The " + mb(received) + " of " + mb(fetch.bytes()) + " MB received so far are kept for the next attempt." : ""));
    }

    private static <T> Future<T> failed(String why) {
        return Future.failedFuture(new Fault(Fault.Code.DOWNLOAD_FAILED, why));
    }

    private static long mb(long bytes) {
        return (bytes + 999_999) / 1_000_000;
    }
}
