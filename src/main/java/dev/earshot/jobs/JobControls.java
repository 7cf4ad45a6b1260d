package dev.earshot.jobs;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.store.JobOrder;
import dev.earshot.jobs.store.JobRow;
import io.vertx.core.Future;

import java.util.Locale;

/** Cancelling, pausing and resuming jobs, including cancelled ones. Belongs to the module's thread. */
final class JobControls {

    private final Scheduler scheduler;
    private final JobViews views;
    private final JobAdmission admission;
    private final EndedJobs ended;

    JobControls(Scheduler scheduler, JobViews views, JobAdmission admission, EndedJobs ended) {
        this.scheduler = scheduler;
        this.views = views;
        this.admission = admission;
        this.ended = ended;
    }

    /** Registers the handlers. */
    void handle(Bus bus) {
        bus.handle(JobMessages.CANCEL, this::cancel);
        bus.handle(JobMessages.PAUSE, this::pause);
        bus.handle(JobMessages.RESUME, this::resume);
        bus.subscribe(JobMessages.ORDERED, ordered -> scheduler.orders().onOrder(ordered.id()));
    }

    private Future<Job> cancel(ById request) {
        return order(views.row(request.id()), JobOrder.CANCEL);
    }

    private Future<Job> pause(ById request) {
        return change(views.row(request.id()), JobOrder.PAUSE);
    }

    private Future<Job> resume(ById request) {
        JobRow row = views.row(request.id());
        if (!ended.canUndoCancel(row)) {
            return change(row, JobOrder.RESUME);
        }
        admission.checkLimit();
        ended.undoCancel(row);
        return Future.succeededFuture(views.detail(row.id()));
    }

    /** @throws Fault {@code bad-request} where it has ended */
    private Future<Job> change(JobRow row, JobOrder order) {
        if (row.state().ended()) {
            throw Fault.badRequest("Job '" + row.id() + "' has ended (" + row.state().name().toLowerCase(Locale.ROOT) + ").");
        }
        return order(row, order);
    }

    /** Returns the job as it is afterwards: another service's owner has not executed the order yet. */
    private Future<Job> order(JobRow row, JobOrder order) {
        scheduler.orders().issue(row.id(), order);
        return Future.succeededFuture(views.detail(row.id()));
    }
}
