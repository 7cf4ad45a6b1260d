package dev.earshot.jobs;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.queue.Submission;
import dev.earshot.jobs.queue.Submission.Accepted;
import dev.earshot.jobs.store.JobRow;
import io.vertx.core.Future;

import java.util.Locale;
import java.util.function.Supplier;

/** Takes new jobs on while there is room for them. Belongs to the module's thread. */
final class JobAdmission {

    private final Bus bus;
    private final int limit;
    private final Scheduler scheduler;
    private final JobViews views;
    private int beingAccepted;
    private boolean stopped;

    /** @param limit jobs that may be unended at once, not counting the parts of others */
    JobAdmission(Bus bus, int limit, Scheduler scheduler, JobViews views) {
        this.bus = bus;
        this.limit = limit;
        this.scheduler = scheduler;
        this.views = views;
    }

    /** Listens where jobs of a type are submitted. */
    void open(JobType type) {
        type.submissions().forEach(this::open);
    }

    private <Q, R> void open(Submission<Q, R> submission) {
        bus.handle(submission.address(), request -> admit(() -> submission.accept().apply(request)));
    }

    /** Does a job again that failed or was cancelled, as a new one. */
    Future<Job> retry(JobRow row) {
        if (row.state() != JobState.FAILED && row.state() != JobState.CANCELLED) {
            throw Fault.badRequest("Job '" + row.id() + "' is " + row.state().name().toLowerCase(Locale.ROOT)
                    + "; only one that failed or was cancelled can be tried again.");
        }
        return admit(() -> scheduler.types().of(row).retry(row).map(job -> new Accepted<>(job, taken -> taken)));
    }

    /** Checks that there is room, has the request checked, which may take time, and takes the job on. */
    private <R> Future<R> admit(Supplier<Future<Accepted<R>>> accept) {
        checkRoom();
        beingAccepted++;
        return Future.succeededFuture().compose(room -> accept.get()).map(accepted -> {
            checkNotStopping();
            return accepted.answer().apply(accepted.job() == null ? null : views.summary(scheduler.submit(accepted.job()).row()));
        }).onComplete(done -> beingAccepted--);
    }

    /** @throws Fault {@code queue-full}, or {@code unavailable} while the service stops */
    void checkRoom() {
        checkNotStopping();
        if (scheduler.size() + beingAccepted >= limit) {
            throw new Fault(Fault.Code.QUEUE_FULL, "All " + limit + " places of the queue are taken; try again later.");
        }
    }

    private void checkNotStopping() {
        if (stopped) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The service is stopping; try again when it is back.");
        }
    }

    /** Nothing more is taken on. */
    void stop() {
        stopped = true;
    }
}
