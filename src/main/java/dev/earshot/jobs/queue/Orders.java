package dev.earshot.jobs.queue;

import dev.earshot.jobs.store.JobOrder;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;

import java.util.Optional;

/** Orders to cancel, pause and resume jobs: executed immediately for this service's own, else by their owner. Belongs to the module's thread. */
public final class Orders {

    private final JobStore store;
    private final Scheduler scheduler;
    private final JobListener listener;
    private final String owner;

    Orders(JobStore store, Scheduler scheduler, JobListener listener, String owner) {
        this.store = store;
        this.scheduler = scheduler;
        this.listener = listener;
        this.owner = owner;
    }

    /** Fails, and changes nothing, where the store fails. Changes nothing where the job has ended. */
    public void issue(String id, JobOrder order) {
        Optional<ActiveJob> job = scheduler.find(id);
        if (job.isPresent()) {
            execute(job.get(), order);
            if (scheduler.find(id).isPresent()) {
                return;
            }
        }
        // Another service's, possibly only just: a refused write abandons a job.
        Optional<JobRow> others = store.find(id).filter(row -> !row.state().ended());
        boolean cancelled = order == JobOrder.CANCEL && others.filter(scheduler::cancelUnknown).isPresent();
        if (others.isPresent() && !cancelled && store.order(id, order)) {
            listener.onOrder(id);
        }
    }

    /** Another service has stored an order for a job. */
    public void onOrder(String id) {
        if (scheduler.find(id).isPresent()) {
            execute();
        }
    }

    /** Executes the orders that other services have stored. */
    void execute() {
        store.orders(owner).forEach((id, order) -> {
            scheduler.find(id).ifPresent(job -> execute(job, order));
            store.clearOrder(id);
        });
    }

    private void execute(ActiveJob job, JobOrder order) {
        switch (order) {
            case CANCEL -> scheduler.cancel(job);
            case PAUSE -> scheduler.pause(job);
            case RESUME -> scheduler.resume(job);
        }
    }
}
