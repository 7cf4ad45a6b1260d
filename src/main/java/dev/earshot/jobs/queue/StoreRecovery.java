package dev.earshot.jobs.queue;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.log.Logging;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Has jobs go on that an earlier service left, and after failures of the store. Belongs to the module's thread. */
public final class StoreRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(StoreRecovery.class);

    private final JobStore store;
    private final Scheduler scheduler;
    private final JobQueue queue;

    public StoreRecovery(JobStore store, Scheduler scheduler) {
        this.store = store;
        this.scheduler = scheduler;
        this.queue = scheduler.queue();
    }

    /** Takes up what an earlier service left, now, and later what others leave. */
    public void takeOver() {
        scheduler.claims().takeOver(scheduler.types().kinds(), this::onTaken);
        scheduler.orders().obey();
    }

    /** @param left this service's own from now on */
    private void onTaken(List<JobRow> left) {
        Set<String> paused = left.stream().filter(row -> row.state() == JobState.PAUSED && scheduler.types().of(row).ownsChildren()).map(JobRow::id)
                .collect(Collectors.toSet());
        // A kill between the parts of a pause: what belongs to a paused job is paused.
        List<JobRow> rows = left.stream().map(row -> paused.contains(row.parent()) ? row.in(JobState.PAUSED) : row).toList();
        if (!rows.equals(left)) {
            store.save(rows);
        }
        for (JobRow row : rows) {
            LOG.atInfo().addKeyValue(Logging.JOB, row.id()).log("{} is taken up again", row.name());
            scheduler.add(row);
        }
    }

    /**
     * The store is damaged: a new one gets what can be read of it, and the jobs that have not ended as they are known here. They begin
     * again behind what was rescued.
     */
    public void repair() {
        List<ActiveJob> all = scheduler.all();
        all.stream().filter(job -> job.row().state() != JobState.PAUSED && job.unwritten() == null).forEach(job -> queue.stall(job, null));
        store.health().repair(all.stream().map(ActiveJob::row).toList(), scheduler.claims().next());
        all.stream().filter(job -> job.row().state() == JobState.PAUSED)
                .forEach(job -> store.find(job.id()).ifPresent(row -> job.update(known -> row.status())));
    }

    /** The store works again: ends are written, and those whose work it failed go on from what is written. */
    public void onStoreRecovery() {
        try {
            scheduler.all().stream().filter(ActiveJob::stalled).forEach(this::goOn);
            queue.openMore();
        } catch (Fault fault) {
            // Told again when it works again.
            LOG.warn("The job store failed again: {}", fault.getMessage());
        }
    }

    /** Of a job that the store failed nobody can tell whether what was written last is there. */
    private void goOn(ActiveJob job) {
        if (!job.stalled()) {
            return;
        }
        JobRow written = store.find(job.id()).orElse(null);
        if (written == null || written.attempt() != job.row().attempt()) {
            scheduler.abandon(job);
        } else if (written.state().ended()) {
            scheduler.ended(job, written);
        } else if (job.unwritten() != null) {
            scheduler.end(job, job.unwritten());
        } else {
            job.free();
            job.stored(written.state());
            job.update(known -> written.status());
            queue.queue(job, JobTransition.RECOVER);
        }
    }
}
