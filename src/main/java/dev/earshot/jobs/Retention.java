package dev.earshot.jobs;

import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Removes jobs some time after they ended: at the start, and now and then. Belongs to the room's thread. */
final class Retention implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final long EVERY_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final Vertx vertx;
    private final Clock clock;
    private final JobStore store;
    private final Duration kept;
    private final Consumer<JobRow> removed;
    private final long timer;

    /** @param removed told of each job that is removed, afterwards */
    Retention(Vertx vertx, Clock clock, JobStore store, int keepHours, Consumer<JobRow> removed) {
        this.removed = removed;
        this.vertx = vertx;
        this.clock = clock;
        this.store = store;
        this.kept = Duration.ofHours(keepHours);
        run();
        this.timer = vertx.setPeriodic(EVERY_MILLIS, fired -> run());
    }

    private void run() {
        Instant before = clock.instant().minus(kept);
        List<JobRow> old = store.endedBefore(before);
        for (JobRow row : old) {
            store.remove(row.id());
            removed.accept(row);
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
