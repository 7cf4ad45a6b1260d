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
 * This service's claims on jobs: one timer renews them all, and only while there are any. See
 * {@code docs/decisions/0014-claims-and-leases.md}. Belongs to the module's thread.
 */
public final class Claims implements AutoCloseable {

    /**
     * @param lease   how long a claim holds; the longest time for which nobody goes on with the jobs of a service that died
     * @param renewal how long after a renewal comes the next one; a third of the lease or less, so that two may fail
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
    private boolean timed;
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
     * @param isNeeded  whether there are jobs whose claim must not expire
     * @param afterwards done after each renewal
     */
    void attach(BooleanSupplier isNeeded, Runnable afterwards) {
        needed = isNeeded;
        onRenewal = afterwards;
    }

    /** A claim from now on. Who has written it says so by {@link #held}. */
    public Claim next() {
        return new Claim(owner, directory, clock.instant().plus(times.lease()));
    }

    /** The store has a claim of now: it is renewed in time. */
    void held() {
        if (!timed && !closed) {
            timed = true;
            timers.after(times.renewal(), this::onTimer);
        }
    }

    /** What nobody worked on is worked on again: where nothing was renewed, the claim is made anew in the store. */
    void hold() {
        if (!timed) {
            store.renew(next());
            held();
        }
    }

    private void onTimer() {
        timed = false;
        if (closed || !needed.getAsBoolean()) {
            return;
        }
        held();
        try {
            store.renew(next());
            onRenewal.run();
        } catch (Fault fault) {
            // The store's own failures are logged and watched; the next renewal is on its way.
        }
    }

    /**
     * Takes over what nobody works on, now and whenever a claim of others has expired.
     *
     * @param kinds of jobs that this service can execute
     * @param taken told of what was taken over, each time
     */
    public void takeOver(Set<String> kinds, Consumer<List<JobRow>> taken) {
        List<JobRow> rows = store.takeOver(next(), kinds, clock.instant());
        if (!rows.isEmpty()) {
            held();
        }
        taken.accept(rows);
        store.nextExpiry(next()).ifPresent(expiry -> timers.after(Duration.between(clock.instant(), expiry).plusMillis(1), () -> takeOverLater(kinds, taken)));
    }

    /** Takes over one job on which nobody works; empty where somebody does. */
    Optional<JobRow> takeOver(String id) {
        Optional<JobRow> taken = store.takeOver(next(), id, clock.instant());
        taken.ifPresent(row -> held());
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
