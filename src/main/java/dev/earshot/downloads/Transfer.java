package dev.earshot.downloads;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.downloads.DownloadMessages.Fetch;
import dev.earshot.downloads.DownloadMessages.Fetched;
import dev.earshot.downloads.DownloadMessages.FileVerified;
import dev.earshot.downloads.ResponseRule.Asked;
import dev.earshot.downloads.ResponseRule.Doubt;
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

/** One file on its way, attempt after attempt, until it is installed or there is no sense in going on. For one event loop. */
final class Transfer {

    private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);

    /** Bytes that stay free on the disk. */
    private static final long SPARE = 16 << 20;
    /** Times in a row that a server may refuse a range before the whole file is asked for. */
    private static final int REFUSALS = 2;

    /** What to ask for: a stretch that is missing, or null, and what is known of the file on the server, or null. */
    private record NextAttempt(ByteRange gap, String validator) {
    }

    /** How far a wrong digest has led: nothing discarded yet, what was damaged on disk, everything. */
    private enum Discarded { NOTHING, DAMAGED, ALL }

    private final Network network;
    private final Bus bus;
    private final Fetch fetch;
    private final URI address;
    private final RetryPolicy retry;
    private final TransferDisk disk;
    private final TransferMeter meter;
    private final Set<String> ids = new HashSet<>();
    private final Future<Fetched> result;

    private PartFile part;
    private DownloadAttempt exchange;
    private Promise<Void> pause;
    private Fault ending;
    private boolean resumed;
    private long best;
    private int refusals;
    private Discarded discarded = Discarded.NOTHING;

    /** Begins at once. */
    Transfer(Network network, WorkerExecutor workers, Bus bus, Fetch fetch, URI address, RetryPolicy retry) {
        this.network = network;
        this.bus = bus;
        this.fetch = fetch;
        this.address = address;
        this.retry = retry;
        this.disk = new TransferDisk(workers);
        this.meter = new TransferMeter(bus, network.clock(), fetch);
        this.result = open().compose(this::opened).transform(this::closed).compose(this::verified);
    }

    private Future<PartFile> open() {
        Promise<PartFile> opened = Promise.promise();
        open(opened);
        return opened.future();
    }

    /** Where another process is downloading the file, waits until it has ended: what it has downloaded is used. */
    private void open(Promise<PartFile> opened) {
        disk.run(() -> PartFile.open(fetch, network.tuning(), network.clock())).onSuccess(opened::complete).onFailure(error -> {
            if (error.getCause() instanceof PartFile.BusyElsewhere) {
                pause(network.tuning().backoff()).onSuccess(waited -> open(opened)).onFailure(opened::fail);
            } else {
                opened.fail(error);
            }
        });
    }

    /** The file, for one more who wants it; its files are closed when this is done, well or not. */
    Future<Fetched> join(String id) {
        ids.add(id);
        return result;
    }

    Future<Void> closed() {
        return result.transform(done -> Future.succeededFuture());
    }

    boolean isWantedBy(String id) {
        return ids.contains(id);
    }

    boolean isOf(Fetch other) {
        return fetch.sha256().equals(other.sha256()) && fetch.bytes() == other.bytes();
    }

    boolean isEnding() {
        return ending != null;
    }

    /** Ends it with this as the reason; what has arrived stays. */
    void end(Fault why) {
        if (ending != null) {
            return;
        }
        ending = why;
        if (exchange != null) {
            exchange.abort(why);
        }
        if (pause != null) {
            pause.tryFail(why);
        }
    }

    private Future<Fetched> opened(PartFile opened) {
        if (opened == null) {
            meter.last(fetch.bytes());
            return Future.succeededFuture(new Fetched(fetch.bytes(), false));
        }
        part = opened;
        return disk.run(part::held).compose(held -> {
            resumed = held > 0;
            best = held;
            meter.last(held);
            return disk.run(this::checkRoom);
        }).compose(enough -> network.hub().offline() ? failed("HF_HUB_OFFLINE is set; unset it, or name a model that is here ('earshot models')") : fill())
                .map(done -> new Fetched(fetch.bytes(), resumed));
    }

    private Void checkRoom() throws IOException {
        Path folder = Path.of(fetch.file()).getParent();
        long missing = fetch.bytes() - part.held();
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free - SPARE < missing) {
            throw new Fault(Fault.Code.DOWNLOAD_FAILED, "the disk is too full: it needs " + mb(missing)
                    + " MB more, and the disk of the models folder has " + mb(free) + " MB free; make room there");
        }
        return null;
    }

    private Future<Void> fill() {
        if (ending != null) {
            return Future.failedFuture(ending);
        }
        return disk.run(() -> new NextAttempt(part.gap(), part.validator())).compose(next -> next.gap() == null ? install()
                : attempt(next).transform(this::attempted).compose(again -> fill()));
    }

    private Future<Void> attempt(NextAttempt next) {
        if (ending != null) {
            return Future.failedFuture(ending);
        }
        ByteRange whole = new ByteRange(0, fetch.bytes());
        boolean plain = refusals >= REFUSALS || next.gap().equals(whole);
        exchange = new DownloadAttempt(network, part, disk, meter, fetch);
        return exchange.run(address, new Asked(plain ? whole : next.gap(), fetch.bytes(), plain, next.validator()))
                .onComplete(done -> exchange = null);
    }

    /** Whether to go on after an attempt, and when. */
    private Future<Void> attempted(AsyncResult<Void> attempt) {
        return disk.run(part::held).compose(held -> {
            meter.at(held);
            if (held > best && !(attempt.cause() instanceof RetryableFailure setback && setback.isCrawling())) {
                retry.progressed();
            }
            best = Math.max(best, held);
            if (attempt.succeeded()) {
                refusals = 0;
                return Future.succeededFuture();
            }
            if (ending != null) {
                return Future.failedFuture(ending);
            }
            return attempt.cause() instanceof Fault ? Future.failedFuture(attempt.cause()) : setBack(RetryableFailure.of(attempt.cause()));
        });
    }

    private Future<Void> setBack(RetryableFailure setback) {
        Duration wait = retry.failed(setback.pause());
        if (wait == null) {
            return failed(setback.getMessage() + ", again and again; check the network, or name a mirror in HF_ENDPOINT");
        }
        LOG.atInfo().addKeyValue(Logging.JOB, fetch.id()).log("{}: {}; it goes on in {} ms", fetch.file(), setback.getMessage(), wait.toMillis());
        refusals = setback.doubt() == Doubt.STALE ? REFUSALS : setback.doubt() == Doubt.VERIFY ? refusals + 1 : refusals;
        return (setback.doubt() == Doubt.VERIFY ? disk.run(part::verify).mapEmpty() : Future.<Void>succeededFuture()).compose(v -> pause(wait));
    }

    private Future<Void> pause(Duration wait) {
        if (ending != null) {
            return Future.failedFuture(ending);
        }
        pause = Promise.promise();
        // A timer of 0 ms is none to Vert.x.
        long timer = network.vertx().setTimer(Math.max(1, wait.toMillis()), id -> pause.tryComplete());
        return pause.future().onFailure(ended -> network.vertx().cancelTimer(timer));
    }

    private Future<Void> install() {
        return disk.run(part::install).compose(right -> right ? Future.succeededFuture() : wrong().compose(again -> fill()));
    }

    /** The digest is wrong: what differs on disk from what was received is bad for sure; failing that, any of it can be. */
    private Future<Void> wrong() {
        retry.progressed();
        best = 0;
        if (discarded == Discarded.ALL) {
            return disk.run(this::clear).compose(done -> failed("what the server sends is not the file that the catalogue describes (its SHA-256"
                    + " differs), and was not when all of it was fetched a second time; it was discarded"));
        }
        Future<Long> damaged = discarded == Discarded.NOTHING ? disk.run(part::verify) : Future.succeededFuture(0L);
        return damaged.compose(forgotten -> {
            discarded = forgotten > 0 ? Discarded.DAMAGED : Discarded.ALL;
            LOG.atWarn().addKeyValue(Logging.JOB, fetch.id())
                    .log("The SHA-256 of {} is wrong: {}", fetch.file(), forgotten > 0 ? forgotten + " bytes were damaged on disk and are fetched again"
                    : "all of it is discarded and fetched again");
            return forgotten > 0 ? Future.succeededFuture() : disk.run(this::clear);
        });
    }

    private Void clear() throws IOException {
        part.clear();
        return null;
    }

    /** Closes the files before anybody hears how it went. */
    private Future<Fetched> closed(AsyncResult<Fetched> outcome) {
        if (part == null) {
            return outcome.succeeded() ? Future.succeededFuture(outcome.result()) : Future.failedFuture(words(outcome.cause(), 0));
        }
        return disk.run(() -> {
            long held = outcome.succeeded() ? fetch.bytes() : part.held();
            part.close();
            return held;
        }).recover(error -> {
            LOG.atWarn().addKeyValue(Logging.JOB, fetch.id()).log("What has arrived of {} could not be kept: {}", fetch.file(), error.getMessage());
            return Future.succeededFuture(0L);
        }).compose(held -> {
            meter.last(held);
            return outcome.succeeded() ? Future.succeededFuture(outcome.result()) : Future.failedFuture(words(outcome.cause(), held));
        });
    }

    /** Says that the file was verified; where its time cannot be read, it is verified once more when it is used. */
    private Future<Fetched> verified(Fetched fetched) {
        return disk.run(() -> Files.getLastModifiedTime(Path.of(fetch.file())).toInstant().truncatedTo(ChronoUnit.MILLIS))
                .onSuccess(modified -> bus.publish(DownloadMessages.VERIFIED,
                        new FileVerified(bus.node(), fetch.file(), fetch.bytes(), modified, fetch.sha256())))
                .transform(done -> Future.succeededFuture(fetched));
    }

    private Fault words(Throwable error, long held) {
        Fault fault = Fault.of(error);
        return fault.code() != Fault.Code.DOWNLOAD_FAILED ? fault
                : new Fault(fault.code(), Path.of(fetch.file()).getFileName() + " could not be fetched: " + fault.getMessage() + "."
                        + (held > 0 ? " The " + mb(held) + " of " + mb(fetch.bytes()) + " MB that have arrived are kept for the next attempt." : ""));
    }

    private static <T> Future<T> failed(String why) {
        return Future.failedFuture(new Fault(Fault.Code.DOWNLOAD_FAILED, why));
    }

    private static long mb(long bytes) {
        return (bytes + 999_999) / 1_000_000;
    }
}
