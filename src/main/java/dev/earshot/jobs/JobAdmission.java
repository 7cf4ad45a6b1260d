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

/** Accepts new jobs up to the queue's limit. Belongs to the module's thread. */
final class JobAdmission {

    private final Bus bus;
    private final int limit;
    private final Scheduler scheduler;
    private final JobViews views;
    private int beingAccepted;
    private boolean stopped;

    /** @param limit of active jobs, not counting those with a parent */
    JobAdmission(Bus bus, int limit, Scheduler scheduler, JobViews views) {
        this.bus = bus;
        this.limit = limit;
        this.scheduler = scheduler;
        this.views = views;
    }

    /** Registers the handlers for submissions of a type. */
    void open(JobType type) {
        type.submissions().forEach(this::open);
    }

    private <Q, R> void open(Submission<Q, R> submission) {
        bus.handle(submission.address(), request -> admit(() -> submission.accept().apply(request)));
    }

    /** Retries a job that failed or was cancelled, as a new one. */
    Future<Job> retry(JobRow row) {
        if (row.state() != JobState.FAILED && row.state() != JobState.CANCELLED) {
            throw Fault.badRequest("Job '" + row.id() + "' is " + row.state().name().toLowerCase(Locale.ROOT)
                    + "; only one that failed or was cancelled can be tried again.");
        }
        return admit(() -> scheduler.types().of(row).retry(row).map(job -> new Accepted<>(job, taken -> taken)));
    }

    /** Checks the limit, has the request validated, which may take time, and accepts the job. */
    private <R> Future<R> admit(Supplier<Future<Accepted<R>>> accept) {
        checkLimit();
        beingAccepted++;
        return Future.succeededFuture().compose(start -> accept.get()).map(accepted -> {
            checkNotStopping();
            return accepted.answer().apply(accepted.job() == null ? null : views.summary(scheduler.submit(accepted.job()).row()));
        }).onComplete(done -> beingAccepted--);
    }

    /** @throws Fault {@code queue-full}, or {@code unavailable} while the service stops */
    void checkLimit() {
        checkNotStopping();
        if (scheduler.topLevelCount() + beingAccepted >= limit) {
            throw new Fault(Fault.Code.QUEUE_FULL, "The queue is full (" + limit + " jobs); try again later.");
        }
    }

    private void checkNotStopping() {
        if (stopped) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The service is stopping; try again when it is back.");
        }
    }

    /** Accepts nothing more. */
    void stop() {
        stopped = true;
    }
}
