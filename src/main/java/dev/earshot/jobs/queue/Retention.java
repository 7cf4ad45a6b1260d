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

/** Removes jobs some time after they ended, and earlier the uploads of those that failed: at the start, and now and then. Belongs to the module's thread. */
public final class Retention implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    /**
     * @param slice jobs that are removed at once; others have their turn in between
     * @param every how often is looked for more
     */
    public record RetentionLimits(int slice, Duration every) {

        public static final int SLICE = 500;
    }

    private final Clock clock;
    private final JobStore store;
    private final DelayedTasks timers;
    private final RetentionLimits limits;
    private final Duration kept;
    private final Duration uploadsKept;
    private final boolean keepUploads;
    private boolean closed;

    public Retention(Clock clock, JobStore store, DelayedTasks timers, Config.Jobs config, RetentionLimits limits) {
        this.clock = clock;
        this.store = store;
        this.timers = timers;
        this.limits = limits;
        this.kept = Duration.ofHours(config.keepHours());
        this.uploadsKept = Duration.ofHours(config.keepFailedHours());
        this.keepUploads = config.keepUploads();
    }

    /** Now, and from now on until it is closed. */
    public void run() {
        if (closed) {
            return;
        }
        boolean more = false;
        try {
            if (!keepUploads) {
                store.letGoOfFailed(clock.instant().minus(uploadsKept)).forEach(upload -> KeptUploads.remove(store, upload));
            }
            more = removeSlice(clock.instant().minus(kept));
        } catch (Fault fault) {
            LOG.warn("What ended long ago could not be removed, which is tried again later: {}", fault.getMessage());
        }
        timers.after(more ? Duration.ZERO : limits.every(), this::run);
    }

    /** Whether there may be more: a folder of many thousand jobs expires at once. */
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
