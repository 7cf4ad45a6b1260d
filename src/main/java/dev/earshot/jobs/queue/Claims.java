package dev.earshot.jobs.queue;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.store.Claim;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * This service's claims on jobs: one timer renews them all, and runs only while there are any. See
 * {@code docs/decisions/0014-claims-and-leases.md}. Belongs to the module's thread.
 */
public final class Claims implements AutoCloseable {

    /**
     * @param lease   how long a claim is valid: after a service died, the longest time until another one takes over its jobs
     * @param renewal the interval between renewals; a third of the lease or less, so that two may fail
     */
    public record LeaseTimes(Duration lease, Duration renewal) {

        public static final LeaseTimes DEFAULT = new LeaseTimes(Duration.ofSeconds(60), Duration.ofSeconds(20));
    }

    private final Clock clock;
    private final JobStore store;
    private final DelayedTasks timers;
    private final String owner;
    private final String directory;
    private final LeaseTimes times;
    private BooleanSupplier needed = () -> false;
    private Runnable onRenewal = () -> { };
    private boolean renewalScheduled;
    private boolean closed;

    /**
     * @param owner     this incarnation of the service
     * @param directory its data directory; see {@link Claim}
     */
    public Claims(Clock clock, JobStore store, DelayedTasks timers, String owner, String directory, LeaseTimes times) {
        this.clock = clock;
        this.store = store;
        this.timers = timers;
        this.owner = owner;
        this.directory = directory;
        this.times = times;
    }

    public String owner() {
        return owner;
    }

    /**
     * @param isNeeded   whether there are jobs whose claim must not expire
     * @param afterwards run after each renewal
     */
    void attach(BooleanSupplier isNeeded, Runnable afterwards) {
        needed = isNeeded;
        onRenewal = afterwards;
    }

    /** A claim that is valid from now. Whoever stores it calls {@link #onClaimWritten} afterwards. */
    public Claim newClaim() {
        return new Claim(owner, directory, clock.instant().plus(times.lease()));
    }

    /** A claim has just been stored: schedules its renewal. */
    void onClaimWritten() {
        if (!renewalScheduled && !closed) {
            renewalScheduled = true;
            timers.after(times.renewal(), this::onTimer);
        }
    }

    /** Renews the claims now where no renewal is scheduled, because all jobs were paused. */
    void ensureRenewals() {
        if (!renewalScheduled) {
            store.renew(newClaim());
            onClaimWritten();
        }
    }

    private void onTimer() {
        renewalScheduled = false;
        if (closed || !needed.getAsBoolean()) {
            return;
        }
        onClaimWritten();
        try {
            store.renew(newClaim());
            onRenewal.run();
        } catch (Fault fault) {
            // The store logs its failures, and StoreWatch retries it; the next renewal is scheduled already.
        }
    }

    /**
     * Takes over the jobs that nobody has a valid claim on, now and whenever another service's claim expires.
     *
     * @param kinds of jobs that this service can execute
     * @param taken receives the jobs taken over, each time; may be none
     */
    public void takeOver(Set<String> kinds, Consumer<List<JobRow>> taken) {
        List<JobRow> rows = store.takeOver(newClaim(), kinds, clock.instant());
        if (!rows.isEmpty()) {
            onClaimWritten();
        }
        taken.accept(rows);
        store.nextExpiry(newClaim()).ifPresent(expiry ->
                timers.after(Duration.between(clock.instant(), expiry).plusMillis(1), () -> takeOverLater(kinds, taken)));
    }

    /** Takes over a job; empty where another service has a valid claim on it. */
    Optional<JobRow> takeOver(String id) {
        Optional<JobRow> taken = store.takeOver(newClaim(), id, clock.instant());
        taken.ifPresent(row -> onClaimWritten());
        return taken;
    }

    private void takeOverLater(Set<String> kinds, Consumer<List<JobRow>> taken) {
        if (closed) {
            return;
        }
        try {
            takeOver(kinds, taken);
        } catch (Fault fault) {
            timers.after(times.renewal(), () -> takeOverLater(kinds, taken));
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
