package dev.earshot.jobs.queue;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.store.StoreFailure;
import dev.earshot.jobs.store.StoreHealth;
import io.vertx.core.Vertx;

import java.time.Duration;

/** Retries a store that has failed, with exponential backoff, and reports its recovery. Belongs to the module's thread. */
public final class StoreWatch implements StoreHealth.StoreListener, AutoCloseable {

    private static final long NONE = -1;

    private final Vertx vertx;
    private final JobStore store;
    private final Duration minBackoff;
    private final Duration maxBackoff;
    private final Runnable repair;
    private final Runnable onRecovered;
    private Duration backoff;
    private long timer = NONE;
    private boolean closed;

    /**
     * @param minBackoff  before the first retry; doubled at each one, up to {@code maxBackoff}
     * @param repair      called when the store is damaged
     * @param onRecovered called when the store works again
     */
    public StoreWatch(Vertx vertx, JobStore store, Duration minBackoff, Duration maxBackoff, Runnable repair, Runnable onRecovered) {
        this.vertx = vertx;
        this.store = store;
        this.minBackoff = minBackoff;
        this.maxBackoff = maxBackoff;
        this.repair = repair;
        this.onRecovered = onRecovered;
        this.backoff = minBackoff;
        store.health().listener(this);
    }

    @Override
    public void onFailure(StoreFailure failure) {
        if (timer == NONE && !closed) {
            timer = vertx.setTimer(backoff.toMillis(), fired -> retry());
        }
    }

    @Override
    public void onRecovery() {
        vertx.cancelTimer(timer);
        timer = NONE;
        backoff = minBackoff;
        // Not from within the write that succeeded.
        vertx.runOnContext(now -> {
            if (!closed) {
                onRecovered.run();
            }
        });
    }

    private void retry() {
        timer = NONE;
        backoff = backoff.multipliedBy(2).compareTo(maxBackoff) < 0 ? backoff.multipliedBy(2) : maxBackoff;
        try {
            if (store.health().failure() == StoreFailure.DAMAGED) {
                repair.run();
            }
            store.probe();
        } catch (Fault fault) {
            onFailure(store.health().failure());
        }
    }

    @Override
    public void close() {
        closed = true;
        vertx.cancelTimer(timer);
    }
}
