package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.DownloadDetails;
import dev.earshot.jobs.JobMessages.DownloadProgress;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobList;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.LogLine;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.store.JobFilter;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStatus;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.transcribe.TranscriptMerger;
import dev.earshot.speech.Segment;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Jobs as they are shown: what the store has, and what is known of those that have not ended. Belongs to the module's thread. */
final class JobViews {

    private final JobStore store;
    private final Scheduler scheduler;
    private final Map<String, JobType> kinds;

    /** @param kinds by their names */
    JobViews(JobStore store, Scheduler scheduler, Map<String, JobType> kinds) {
        this.store = store;
        this.scheduler = scheduler;
        this.kinds = kinds;
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
        return job(row, null, null, null);
    }

    Job whole(String id) {
        JobRow row = row(id);
        if (!kinds.get(row.kind()).hasTranscript()) {
            return job(row, null, null, row.status().log());
        }
        List<WindowDone> windows = store.windows(id);
        return job(row, TranscriptMerger.segments(windows), TranscriptMerger.text(windows), row.status().log());
    }

    JobList page(JobFilter filter, int limit) {
        List<JobRow> rows = store.page(filter, row -> filter.states().contains(newest(row).state()), limit + 1);
        List<JobRow> page = rows.subList(0, Math.min(limit, rows.size()));
        return new JobList(page.stream().map(row -> summary(newest(row))).toList(),
                rows.size() > limit ? JobFilter.Cursor.of(page.get(limit - 1)).text() : null);
    }

    private JobRow newest(JobRow row) {
        return scheduler.find(row.id()).map(ActiveJob::row).orElse(row);
    }

    private Job job(JobRow row, List<Segment> segments, String text, List<LogLine> log) {
        JobType kind = kinds.get(row.kind());
        JobStatus status = row.status();
        Optional<ActiveJob> job = scheduler.find(row.id());
        String waitingFor = job.map(ActiveJob::waitingFor).orElse(null);
        boolean again = (row.state() == JobState.FAILED || row.state() == JobState.CANCELLED) && kind.needsAreThere(row);
        return new Job(row.id(), row.kind(), row.parent(), row.state(), waitingFor, row.progress(), row.position(), status.duration(), row.created(),
                row.started(), row.ended(), row.name(), status.model(), status.language(), status.transfer(), status.folder(), text, segments,
                row.error(), status.notice(), waitingFor == null ? null : scheduler.find(waitingFor).map(JobViews::download).orElse(null),
                job.map(ActiveJob::waiting).orElse(null), status.transfer() == null || row.state().ended() ? null : scheduler.waiters(row.id()).size(),
                again, row.state() == JobState.PAUSED || again && row.state() == JobState.CANCELLED && kind.canTakeBack(row), row.upload() != null, status.timing(), log);
    }

    private static DownloadProgress download(ActiveJob job) {
        DownloadDetails transfer = job.row().status().transfer();
        return transfer == null ? null : new DownloadProgress(job.id(), job.row().status().model(), job.row().state(), transfer.received(),
                transfer.total(), transfer.bytesPerSecond(), transfer.secondsLeft());
    }
}
