package dev.earshot.jobs.transcribe;

import dev.earshot.bus.Bus;
import dev.earshot.jobs.queue.DelayedTasks;
import dev.earshot.log.Logging;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.ModelLease;
import dev.earshot.models.ModelMessages.RenewLeases;
import dev.earshot.models.ModelMessages.RenewedLeases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renews the leases that jobs hold on models: one timer and one request for all of them. Belongs to the module's thread. */
final class LeaseRenewals {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseRenewals.class);
    /** Renewals in a lease's lifetime: one or two may be late. */
    private static final int RENEWALS = 3;

    private final Bus bus;
    private final DelayedTasks timers;
    /** The job that holds it, by lease. */
    private final Map<String, String> holders = new LinkedHashMap<>();
    private Duration pause;
    private boolean running;

    LeaseRenewals(Bus bus, DelayedTasks timers) {
        this.bus = bus;
        this.timers = timers;
    }

    void add(String job, ModelLease lease) {
        pause = Duration.ofMillis(lease.lifetimeMs()).dividedBy(RENEWALS);
        holders.put(lease.lease(), job);
        renewLater();
    }

    void remove(String lease) {
        holders.remove(lease);
    }

    private void renewLater() {
        if (!running && !holders.isEmpty()) {
            running = true;
            timers.after(pause, this::renew);
        }
    }

    private void renew() {
        running = false;
        if (!holders.isEmpty()) {
            bus.request(ModelMessages.RENEW, new RenewLeases(List.copyOf(holders.keySet()))).onSuccess(this::onRenewed)
                    .onFailure(error -> LOG.warn("The leases on models could not be renewed, which is tried again: {}", error.getMessage()));
        }
        renewLater();
    }

    /** Where its model is unloaded, the engine's answer sends the job back to acquire it again. */
    private void onRenewed(RenewedLeases answer) {
        for (String lease : answer.expired()) {
            String job = holders.remove(lease);
            if (job != null) {
                LOG.atWarn().addKeyValue(Logging.JOB, job).log("Its lease on a model has expired, and the model may be unloaded");
            }
        }
    }
}
