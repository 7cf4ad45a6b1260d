package dev.earshot.jobs;

import dev.earshot.bus.Bus;
import dev.earshot.jobs.JobMessages.AwaitJob;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobLogged;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.LogLine;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.JobListener;
import dev.earshot.jobs.queue.Waiters;
import dev.earshot.jobs.store.JobRow;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.util.function.Supplier;

/** Tells of what becomes of jobs: all of it to whoever listens, and the end to those who wait for it. Belongs to the module's thread. */
final class JobEvents implements JobListener {

    private static final int DEFAULT_WAIT_SECONDS = 20;
    private static final int MAX_WAIT_SECONDS = 60;

    private final Vertx vertx;
    private final Bus bus;
    private final Supplier<JobViews> views;
    private final Waiters waiters = new Waiters();
    private boolean stopped;

    /** @param views there by the first event */
    JobEvents(Vertx vertx, Bus bus, Supplier<JobViews> views) {
        this.vertx = vertx;
        this.bus = bus;
        this.views = views;
    }

    @Override
    public void onChanged(ActiveJob job) {
        bus.publish(JobMessages.CHANGED, views.get().summary(job.row()));
        if (settled(job.row())) {
            waiters.answer(job.id(), views.get()::detail);
        }
    }

    @Override
    public void onLogged(ActiveJob job, LogLine line) {
        bus.publish(JobMessages.LOG, new JobLogged(job.id(), line.at(), line.message()));
    }

    @Override
    public void onOrder(String id) {
        bus.publish(JobMessages.ORDERED, new ById(id));
    }

    /** Answers when the job has ended, or after some seconds. */
    Future<Job> await(AwaitJob request) {
        int seconds = Bounds.within("seconds", request.seconds(), DEFAULT_WAIT_SECONDS, 0, MAX_WAIT_SECONDS);
        JobRow row = views.get().row(request.id());
        if (settled(row)) {
            return Future.succeededFuture(views.get().detail(row.id()));
        }
        return seconds == 0 || stopped ? Future.succeededFuture(views.get().summary(row)) : waiters.add(vertx, row.id(), seconds, views.get()::summary);
    }

    /** Whether nothing happens to it any more unless somebody wants it. */
    private static boolean settled(JobRow row) {
        return row.state().ended() || row.state() == JobState.PAUSED && row.error() != null;
    }

    /** Nobody waits any more from now on; who does already is answered by {@link #answerAll}. */
    void stop() {
        stopped = true;
    }

    /** Answers those who wait with what there is so far. */
    void answerAll() {
        waiters.answerAll(views.get()::summary);
    }
}
