package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobDetailMessages.DownloadProgress;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobList;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.JobMessages.LogLine;
import dev.earshot.jobs.JobMessages.QueueReadiness;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.queue.JobView;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.store.JobFilter;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStatus;
import dev.earshot.jobs.store.JobStore;
import io.vertx.core.Future;

import java.util.List;
import java.util.Optional;

/** Jobs as they are shown: what the store has, and what is known of those that have not ended. Belongs to the module's thread. */
final class JobViews {

    private static final int DEFAULT_PAGE_SIZE = 100;
    private static final int MAX_PAGE_SIZE = 1000;

    private final JobStore store;
    private final Scheduler scheduler;

    JobViews(JobStore store, Scheduler scheduler) {
        this.store = store;
        this.scheduler = scheduler;
    }

    /** A job as it is now: what the active one knows is newer than the store. */
    JobRow row(String id) {
        return scheduler.find(id).map(ActiveJob::row).or(() -> store.find(id)).orElseThrow(() ->
                new Fault(Fault.Code.JOB_NOT_FOUND, "There is no job '" + id + "'."));
    }

    /** Without text, segments and log. */
    Job summary(String id) {
        return summary(row(id));
    }

    /** Without text, segments and log. */
    Job summary(JobRow row) {
        return job(row, type(row).view(row), null);
    }

    Job detail(String id) {
        JobRow row = row(id);
        return job(row, type(row).detailView(row), row.status().log());
    }

    JobList page(ListJobs request) {
        int limit = Bounds.within("limit", request.limit(), DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE);
        JobFilter filter = JobFilter.of(request, scheduler.types().kinds());
        List<JobRow> rows = store.page(filter, limit + 1);
        List<JobRow> page = rows.subList(0, Math.min(limit, rows.size()));
        return new JobList(page.stream().map(row -> summary(newest(row))).toList(),
                rows.size() > limit ? JobFilter.Cursor.of(page.get(limit - 1)).text() : null);
    }

    /** Whether there is a store that works. */
    Future<QueueReadiness> readiness() {
        Fault fault = store.health().fault();
        return fault == null ? Future.succeededFuture(new QueueReadiness(store.health().notice())) : Future.failedFuture(fault);
    }

    private JobRow newest(JobRow row) {
        return scheduler.find(row.id()).map(ActiveJob::row).orElse(row);
    }

    private JobType type(JobRow row) {
        return scheduler.types().of(row);
    }

    private Job job(JobRow row, JobView view, List<LogLine> log) {
        JobStatus status = row.status();
        Optional<ActiveJob> job = scheduler.find(row.id());
        String waitingFor = job.map(ActiveJob::waitingFor).orElse(null);
        boolean completed = row.state() == JobState.COMPLETED;
        boolean again = (row.state() == JobState.FAILED || row.state() == JobState.CANCELLED) && type(row).inputsExist(row);
        return new Job(row.id(), row.kind(), row.parent(), row.state(), waitingFor, completed ? Double.valueOf(1) : view.progress(),
                completed && view.duration() != null ? view.duration() : view.position(), view.duration(), row.created(), row.started(), row.ended(),
                row.name(), view.model(), view.language(), view.languageProbability(), view.transfer(), view.folder(), view.text(), view.segments(),
                row.error(), status.notice(),
                waitingFor == null ? null : scheduler.find(waitingFor).map(this::download).orElse(null),
                job.map(ActiveJob::waiting).orElse(row.state().ended() ? null : scheduler.types().unsupported(row)),
                view.transfer() == null || row.state().ended() ? null : scheduler.waiters(row.id()).size(), again,
                row.state() == JobState.PAUSED || again && row.state() == JobState.CANCELLED && type(row).canUndoCancel(row), row.upload() != null,
                status.timing(), log, view.partial());
    }

    /** What others are told of a download for which they wait; null of another job. */
    private DownloadProgress download(ActiveJob job) {
        JobView view = type(job.row()).view(job.row());
        return view.transfer() == null ? null : new DownloadProgress(job.id(), view.model(), job.row().state(), view.transfer().received(),
                view.transfer().total(), view.transfer().bytesPerSecond(), view.transfer().secondsLeft());
    }
}
