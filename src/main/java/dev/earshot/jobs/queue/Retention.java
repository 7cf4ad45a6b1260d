package dev.earshot.jobs.queue;

import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.store.KeptUploads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Removes jobs some time after they ended, and earlier the uploads of failed ones: at the start, and periodically. Belongs to the module's thread. */
public final class Retention implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    /**
     * @param slice how many jobs are removed in one transaction; other work runs in between
     * @param every the interval between runs
     */
    public record RetentionLimits(int slice, Duration every) {

        public static final int SLICE = 500;
    }

    private final Clock clock;
    private final JobStore store;
    private final DelayedTasks timers;
    private final RetentionLimits limits;
    private final Duration keepJobs;
    private final Duration keepFailedUploads;
    private final boolean keepUploads;
    private boolean closed;

    public Retention(Clock clock, JobStore store, DelayedTasks timers, Config.Jobs config, RetentionLimits limits) {
        this.clock = clock;
        this.store = store;
        this.timers = timers;
        this.limits = limits;
        this.keepJobs = Duration.ofHours(config.keepHours());
        this.keepFailedUploads = Duration.ofHours(config.keepFailedHours());
        this.keepUploads = config.keepUploads();
    }

    /** Runs now, and then periodically until closed. */
    public void run() {
        if (closed) {
            return;
        }
        boolean more = false;
        try {
            if (!keepUploads) {
                store.releaseUploadsOfFailed(clock.instant().minus(keepFailedUploads)).forEach(upload -> KeptUploads.remove(store, upload));
            }
            more = removeSlice(clock.instant().minus(keepJobs));
        } catch (Fault fault) {
            LOG.warn("Jobs that ended long ago could not be removed, which is retried later: {}", fault.getMessage());
        }
        timers.after(more ? Duration.ZERO : limits.every(), this::run);
    }

    /** Returns whether there may be more: a folder of many thousand jobs expires at once. */
    private boolean removeSlice(Instant before) {
        JobStore.Removed removed = store.removeEnded(before, limits.slice());
        removed.uploads().forEach(upload -> KeptUploads.remove(store, upload));
        if (removed.jobs() > 0) {
            LOG.info("Removed {} jobs that ended before {}", removed.jobs(), before);
        }
        return removed.jobs() == limits.slice();
    }

    @Override
    public void close() {
        closed = true;
    }
}
