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

/** Renews the leases that jobs hold on models, with one timer and one request for all. Belongs to the module's thread. */
final class LeaseRenewals {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseRenewals.class);
    /** So many that two may fail. */
    private static final int RENEWALS_PER_LIFETIME = 3;

    private final Bus bus;
    private final DelayedTasks timers;
    /** Ids of jobs, by lease. */
    private final Map<String, String> holders = new LinkedHashMap<>();
    private Duration interval;
    private boolean scheduled;

    LeaseRenewals(Bus bus, DelayedTasks timers) {
        this.bus = bus;
        this.timers = timers;
    }

    void add(String job, ModelLease lease) {
        interval = Duration.ofMillis(lease.lifetimeMs()).dividedBy(RENEWALS_PER_LIFETIME);
        holders.put(lease.lease(), job);
        scheduleRenewal();
    }

    void remove(String lease) {
        holders.remove(lease);
    }

    private void scheduleRenewal() {
        if (!scheduled && !holders.isEmpty()) {
            scheduled = true;
            timers.after(interval, this::renew);
        }
    }

    private void renew() {
        scheduled = false;
        if (!holders.isEmpty()) {
            bus.request(ModelMessages.RENEW, new RenewLeases(List.copyOf(holders.keySet()))).onSuccess(this::onRenewed)
                    .onFailure(error -> LOG.warn("The leases on models could not be renewed, which is retried: {}", error.getMessage()));
        }
        scheduleRenewal();
    }

    /** Nothing to do for a job whose lease expired: where its model is unloaded, its next window fails, and it acquires the model again. */
    private void onRenewed(RenewedLeases answer) {
        for (String lease : answer.expired()) {
            String job = holders.remove(lease);
            if (job != null) {
                LOG.atWarn().addKeyValue(Logging.JOB, job).log("Its lease on a model has expired, and the model may be unloaded");
            }
        }
    }
}
