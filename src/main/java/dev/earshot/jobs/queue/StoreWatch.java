package dev.earshot.jobs.queue;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.store.StoreFailure;
import dev.earshot.jobs.store.StoreHealth;
import io.vertx.core.Vertx;

import java.time.Duration;

/** Tries a store that has failed again, with a growing pause, and says when it works. Belongs to the module's thread. */
public final class StoreWatch implements StoreHealth.StoreListener, AutoCloseable {

    private static final long NONE = -1;

    private final Vertx vertx;
    private final JobStore store;
    private final Duration least;
    private final Duration most;
    private final Runnable repair;
    private final Runnable works;
    private Duration pause;
    private long timer = NONE;
    private boolean closed;

    /**
     * @param least the first pause
     * @param most  the longest
     * @param repair asked to repair a store that is damaged
     * @param works told after the store has begun to work again
     */
    public StoreWatch(Vertx vertx, JobStore store, Duration least, Duration most, Runnable repair, Runnable works) {
        this.vertx = vertx;
        this.store = store;
        this.least = least;
        this.most = most;
        this.repair = repair;
        this.works = works;
        this.pause = least;
        store.health().listener(this);
    }

    @Override
    public void onFailure(StoreFailure failure) {
        if (timer == NONE && !closed) {
            timer = vertx.setTimer(pause.toMillis(), fired -> tryAgain());
        }
    }

    @Override
    public void onRecovery() {
        vertx.cancelTimer(timer);
        timer = NONE;
        pause = least;
        // Not from within the write that showed it.
        vertx.runOnContext(now -> {
            if (!closed) {
                works.run();
            }
        });
    }

    private void tryAgain() {
        timer = NONE;
        pause = pause.multipliedBy(2).compareTo(most) < 0 ? pause.multipliedBy(2) : most;
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
