package dev.earshot.jobs.queue;

import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.store.KeptUploads;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Removes jobs some time after they ended, and earlier the uploads of those that failed: at the start, and now and then. Belongs to the module's thread. */
public final class Retention implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int SLICE = 500;

    private final Vertx vertx;
    private final Clock clock;
    private final JobStore store;
    private final Duration kept;
    private final Duration uploadsKept;
    private final boolean keepUploads;
    private final long timer;
    private boolean closed;

    /** @param interval between removals */
    public Retention(Vertx vertx, Clock clock, JobStore store, Config.Jobs config, Duration interval) {
        this.vertx = vertx;
        this.clock = clock;
        this.store = store;
        this.kept = Duration.ofHours(config.keepHours());
        this.uploadsKept = Duration.ofHours(config.keepFailedHours());
        this.keepUploads = config.keepUploads();
        run();
        this.timer = vertx.setPeriodic(interval.toMillis(), fired -> run());
    }

    private void run() {
        try {
            if (!keepUploads) {
                store.letGoOfFailed(clock.instant().minus(uploadsKept)).forEach(upload -> KeptUploads.remove(store, upload));
            }
            removeSlice(clock.instant().minus(kept));
        } catch (Fault fault) {
            LOG.warn("What ended long ago could not be removed, which is tried again later: {}", fault.getMessage());
        }
    }

    /** Removes a slice, and the next one after whatever else has come meanwhile: a folder of many thousand jobs expires at once. */
    private void removeSlice(Instant before) {
        List<JobRow> old = store.endedBefore(before, SLICE);
        if (old.isEmpty()) {
            return;
        }
        store.remove(old.stream().map(JobRow::id).toList());
        old.stream().filter(row -> row.upload() != null).forEach(row -> KeptUploads.remove(store, row.upload()));
        LOG.info("Removed {} jobs that ended before {}", old.size(), before);
        vertx.runOnContext(next -> {
            if (!closed) {
                run();
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        vertx.cancelTimer(timer);
    }
}
