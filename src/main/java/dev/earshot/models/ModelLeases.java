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
 * The leases on models: requested, granted, renewed by their holders, released, or expired. Lifetimes are counted in sweeps, not by a clock,
 * so that no lease expires because the clock was set or the machine was suspended: holders can renew between any two sweeps.
 */
final class ModelLeases {

    private static final Logger LOG = LoggerFactory.getLogger(ModelLeases.class);
    /** Sweeps in a lease's lifetime. */
    private static final int SWEEPS_PER_LIFETIME = 2;

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
    private final Duration lifetime;
    private final BiConsumer<Duration, Runnable> timer;
    private final Consumer<String> onExpired;
    private boolean sweeping;

    /**
     * @param lifetime  the minimum time that a lease lasts without renewal
     * @param timer     runs a task after a time
     * @param onExpired releases an expired lease
     */
    ModelLeases(Duration lifetime, BiConsumer<Duration, Runnable> timer, Consumer<String> onExpired) {
        this.lifetime = lifetime;
        this.timer = timer;
        this.onExpired = onExpired;
    }

    /** Creates a lease that is not granted yet. It does not expire before it is granted. */
    String create(String model, String holder) {
        String id = UUID.randomUUID().toString();
        leases.put(id, new Lease(model, holder));
        return id;
    }

    /** Completes with the lease's id when it is granted. */
    Future<String> whenGranted(String id) {
        return leases.get(id).granted.future().map(id);
    }

    void grant(String id) {
        leases.get(id).granted.complete();
        scheduleSweep();
    }

    void refuse(String id, Fault why) {
        leases.remove(id).granted.fail(why);
    }

    /** Does nothing where the lease has expired or was released before. */
    void release(String id) {
        leases.remove(id);
    }

    /** Returns those that have expired or were released. */
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

    private void scheduleSweep() {
        if (!sweeping && leases.values().stream().anyMatch(Lease::isGranted)) {
            sweeping = true;
            timer.accept(lifetime.dividedBy(SWEEPS_PER_LIFETIME), this::sweep);
        }
    }

    private void sweep() {
        sweeping = false;
        Map.copyOf(leases).forEach((id, lease) -> {
            // The first sweep may come right after a renewal.
            if (lease.isGranted() && ++lease.sweepsSinceRenewal > SWEEPS_PER_LIFETIME) {
                LOG.warn("The lease of {} on the model {} was not renewed for {} s and counts as released", lease.holder, lease.model, lifetime.toSeconds());
                leases.remove(id);
                onExpired.accept(id);
            }
        });
        scheduleSweep();
    }
}
