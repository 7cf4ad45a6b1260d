package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.store.JobRow;
import io.vertx.core.Future;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

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

    Future<Job> cancel(ById request) {
        scheduler.find(request.id()).ifPresent(scheduler::cancel);
        return Future.succeededFuture(views.whole(request.id()));
    }

    Future<Job> pause(ById request) {
        return change(request, scheduler::pause);
    }

    Future<Job> resume(ById request) {
        JobRow row = views.row(request.id());
        if (!ended.canTakeBack(row)) {
            return change(request, scheduler::resume);
        }
        admission.checkRoom();
        ended.takeBack(row);
        return Future.succeededFuture(views.whole(row.id()));
    }

    /** @throws Fault {@code bad-request} where it has ended */
    private Future<Job> change(ById request, Consumer<ActiveJob> change) {
        Optional<ActiveJob> job = scheduler.find(request.id());
        if (job.isEmpty()) {
            throw Fault.badRequest("Job '" + request.id() + "' has ended (" + views.row(request.id()).state().name().toLowerCase(Locale.ROOT) + ").");
        }
        change.accept(job.get());
        return Future.succeededFuture(views.whole(request.id()));
    }
}
