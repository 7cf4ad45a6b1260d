package dev.earshot.models;

import dev.earshot.bus.Fault;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The leases on models: asked for, granted, renewed by their holders, released, or expired. Time is counted in sweeps and not read from a
 * clock, so that no holder is taken for gone because the clock was set or the machine slept: between two sweeps everybody could renew.
 */
final class ModelLeases {

    private static final Logger LOG = LoggerFactory.getLogger(ModelLeases.class);
    /** Sweeps in a lease's lifetime. */
    private static final int SWEEPS = 2;

    private static final class Lease {
        final String model;
        final String holder;
        final Promise<Void> granted = Promise.promise();
        int sweepsSinceRenewal;

        Lease(String model, String holder) {
            this.model = model;
            this.holder = holder;
        }

        boolean isGranted() {
            return granted.future().isComplete();
        }
    }

    private final Map<String, Lease> leases = new HashMap<>();
    private final Duration time;
    private final BiConsumer<Duration, Runnable> timer;
    private final Consumer<String> expired;
    private boolean sweeping;

    /**
     * @param time    how long a lease lasts without renewal, at least
     * @param timer   runs something after a time
     * @param expired has a lease released
     */
    ModelLeases(Duration time, BiConsumer<Duration, Runnable> timer, Consumer<String> expired) {
        this.time = time;
        this.timer = timer;
        this.expired = expired;
    }

    /** A new lease, not yet granted; one that is never granted or refused does not expire. */
    String ask(String model, String holder) {
        String id = UUID.randomUUID().toString();
        leases.put(id, new Lease(model, holder));
        return id;
    }

    /** Completes with its id when it is granted. */
    Future<String> granted(String id) {
        return leases.get(id).granted.future().map(id);
    }

    void grant(String id) {
        leases.get(id).granted.complete();
        sweepLater();
    }

    void refuse(String id, Fault why) {
        leases.remove(id).granted.fail(why);
    }

    /** One that is not there any more changes nothing. */
    void release(String id) {
        leases.remove(id);
    }

    /** Answers which of these are not there any more. */
    List<String> renew(List<String> ids) {
        List<String> gone = new ArrayList<>();
        for (String id : ids) {
            Lease lease = leases.get(id);
            if (lease == null) {
                gone.add(id);
            } else {
                lease.sweepsSinceRenewal = 0;
            }
        }
        return gone;
    }

    private void sweepLater() {
        if (!sweeping && leases.values().stream().anyMatch(Lease::isGranted)) {
            sweeping = true;
            timer.accept(time.dividedBy(SWEEPS), this::sweep);
        }
    }

    private void sweep() {
        sweeping = false;
        Map.copyOf(leases).forEach((id, lease) -> {
            // The first one may come right after a renewal.
            if (lease.isGranted() && ++lease.sweepsSinceRenewal > SWEEPS) {
                LOG.warn("The lease of {} on the model {} was not renewed for {} s and counts as released", lease.holder, lease.model, time.toSeconds());
                leases.remove(id);
                expired.accept(id);
            }
        });
        sweepLater();
    }
}
