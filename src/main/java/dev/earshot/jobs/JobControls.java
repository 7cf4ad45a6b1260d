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

/** What people do with jobs that have not ended, or whose end they take back. Belongs to the module's thread. */
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

    /** Listens to what people want of jobs. */
    void handle(Bus bus) {
        bus.handle(JobMessages.CANCEL, this::cancel);
        bus.handle(JobMessages.PAUSE, this::pause);
        bus.handle(JobMessages.RESUME, this::resume);
        bus.subscribe(JobMessages.ORDERED, ordered -> scheduler.orders().onOrdered(ordered.id()));
    }

    private Future<Job> cancel(ById request) {
        return order(views.row(request.id()), JobOrder.CANCEL);
    }

    private Future<Job> pause(ById request) {
        return change(views.row(request.id()), JobOrder.PAUSE);
    }

    private Future<Job> resume(ById request) {
        JobRow row = views.row(request.id());
        if (!ended.canTakeBack(row)) {
            return change(row, JobOrder.RESUME);
        }
        admission.checkRoom();
        ended.takeBack(row);
        return Future.succeededFuture(views.whole(row.id()));
    }

    /** @throws Fault {@code bad-request} where it has ended */
    private Future<Job> change(JobRow row, JobOrder order) {
        if (row.state().ended()) {
            throw Fault.badRequest("Job '" + row.id() + "' has ended (" + row.state().name().toLowerCase(Locale.ROOT) + ").");
        }
        return order(row, order);
    }

    /** Answers the job as it then is: another service's is not yet what it is to be. */
    private Future<Job> order(JobRow row, JobOrder order) {
        scheduler.orders().give(row.id(), order);
        return Future.succeededFuture(views.whole(row.id()));
    }
}
