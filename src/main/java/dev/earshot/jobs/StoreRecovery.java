package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/** Has jobs go on after failures of the store. Belongs to the room's thread. */
final class StoreRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(StoreRecovery.class);

    private final JobStore store;
    private final Scheduler scheduler;
    private final RunQueue queue;

    StoreRecovery(JobStore store, Scheduler scheduler) {
        this.store = store;
        this.scheduler = scheduler;
        this.queue = scheduler.queue();
    }

    /**
     * The store is damaged: a new one gets what can be read of it, and the jobs that have not ended as they are known here. They begin
     * again behind what was rescued.
     */
    void repair() {
        List<Run> all = scheduler.all();
        all.stream().filter(run -> run.row().state() != State.PAUSED && run.unwritten() == null).forEach(run -> queue.stall(run, null));
        store.connection().repair(all.stream().map(Run::row).toList());
        all.stream().filter(run -> run.row().state() == State.PAUSED)
                .forEach(run -> store.find(run.id()).ifPresent(row -> run.row(run.row().at(row.status()))));
    }

    /** The store works again: ends are written, and those whose work it failed go on from what is written. */
    void onStoreRecovery() {
        try {
            scheduler.all().stream().filter(Run::stalled).forEach(this::goOn);
            queue.openMore();
        } catch (Fault fault) {
            // Told again when it works again.
            LOG.warn("The job store failed again: {}", fault.getMessage());
        }
    }

    /** Of a job that the store failed nobody can tell whether what was written last is there. */
    private void goOn(Run run) {
        if (!run.stalled()) {
            return;
        }
        JobRow written = store.find(run.id()).orElse(null);
        if (written == null || written.attempt() != run.row().attempt()) {
            scheduler.abandon(run);
        } else if (written.state().ended()) {
            scheduler.ended(run, written);
        } else if (run.unwritten() != null) {
            scheduler.write(run, run.unwritten());
        } else {
            run.free();
            run.row(run.row().at(written.status()));
            queue.queue(run, Step.RECOVER);
        }
    }
}
