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

/** Takes over the jobs of a service that is gone, and continues jobs after failures of the store. Belongs to the module's thread. */
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

    /** Takes over jobs whose claims have expired, now and later, and executes stored orders. */
    public void takeOver() {
        scheduler.claims().takeOver(scheduler.types().kinds(), this::onTaken);
        scheduler.orders().execute();
    }

    /** @param left jobs that this service has just claimed */
    private void onTaken(List<JobRow> left) {
        Set<String> paused = left.stream().filter(row -> row.state() == JobState.PAUSED && scheduler.types().of(row).ownsChildren()).map(JobRow::id)
                .collect(Collectors.toSet());
        // The service may have been killed in the middle of a pause: children of a paused job are paused.
        List<JobRow> rows = left.stream().map(row -> paused.contains(row.parent()) ? row.withState(JobState.PAUSED) : row).toList();
        if (!rows.equals(left)) {
            store.save(rows);
        }
        for (JobRow row : rows) {
            LOG.atInfo().addKeyValue(Logging.JOB, row.id()).log("{} is taken up again", row.name());
            scheduler.add(row);
        }
    }

    /**
     * Replaces a damaged store: the new one has what can be read of the old one, and the active jobs as they are in memory. These continue
     * from what could be rescued.
     */
    public void repair() {
        List<ActiveJob> all = scheduler.all();
        all.stream().filter(job -> job.row().state() != JobState.PAUSED && job.pendingEnd() == null).forEach(job -> queue.stall(job, null));
        store.health().repair(all.stream().map(ActiveJob::row).toList(), scheduler.claims().newClaim());
        all.stream().filter(job -> job.row().state() == JobState.PAUSED)
                .forEach(job -> store.find(job.id()).ifPresent(row -> job.update(known -> row.status())));
    }

    /** The store works again: pending ends are stored, and stalled jobs continue from what is stored. */
    public void onStoreRecovery() {
        try {
            scheduler.all().stream().filter(ActiveJob::stalled).forEach(this::continueJob);
            queue.startMore();
        } catch (Fault fault) {
            // Called again at the next recovery.
            LOG.warn("The job store failed again: {}", fault.getMessage());
        }
    }

    /** Whether the last write before the failure was stored is unknown, so the store is read. */
    private void continueJob(ActiveJob job) {
        if (!job.stalled()) {
            return;
        }
        JobRow written = store.find(job.id()).orElse(null);
        if (written == null || written.attempt() != job.row().attempt()) {
            scheduler.abandon(job);
        } else if (written.state().ended()) {
            scheduler.onEnded(job, written);
        } else if (job.pendingEnd() != null) {
            scheduler.end(job, job.pendingEnd());
        } else {
            job.clearWaiting();
            job.storedState(written.state());
            job.update(known -> written.status());
            queue.enqueue(job, JobTransition.RECOVER);
        }
    }
}
