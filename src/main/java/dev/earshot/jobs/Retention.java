package dev.earshot.jobs;

import dev.earshot.config.Config;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Removes jobs some time after they ended, and earlier the uploads of those that failed: at the start, and now and then. Belongs to the room's thread. */
final class Retention implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final long EVERY_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final Vertx vertx;
    private final Clock clock;
    private final JobStore store;
    private final Duration kept;
    private final Duration uploadsKept;
    private final boolean keepUploads;
    private final long timer;

    Retention(Vertx vertx, Clock clock, JobStore store, Config.Jobs config) {
        this.vertx = vertx;
        this.clock = clock;
        this.store = store;
        this.kept = Duration.ofHours(config.keepHours());
        this.uploadsKept = Duration.ofHours(config.keepFailedHours());
        this.keepUploads = config.keepUploads();
        run();
        this.timer = vertx.setPeriodic(EVERY_MILLIS, fired -> run());
    }

    private void run() {
        Instant before = clock.instant().minus(kept);
        List<JobRow> old = store.endedBefore(before);
        for (JobRow row : old) {
            store.remove(row.id());
            if (row.upload() != null) {
                Uploads.remove(store, row.upload());
            }
        }
        if (!keepUploads) {
            store.letGoOfFailed(clock.instant().minus(uploadsKept)).forEach(upload -> Uploads.remove(store, upload));
        }
        if (!old.isEmpty()) {
            LOG.info("Removed {} jobs that ended before {}", old.size(), before);
        }
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
