package dev.earshot.jobs;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.files.AllowedFolders;
import dev.earshot.jobs.JobMessages.DownloadAnswer;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.SubmitDownload;
import dev.earshot.jobs.JobMessages.SubmitFolder;
import dev.earshot.jobs.JobMessages.SubmitTranscription;
import dev.earshot.jobs.download.DownloadJobs;
import dev.earshot.jobs.folder.FolderJobs;
import dev.earshot.jobs.folder.SubmissionValidator;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.store.JobIds;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.transcribe.TranscriptionJobs;
import dev.earshot.models.ModelMessages.EnsureModel;
import dev.earshot.models.ModelMessages.ResolveModel;
import dev.earshot.models.ModelMessages.ResolvedModel;
import dev.earshot.models.ModelMessages;
import io.vertx.core.Future;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Takes new jobs on while there is room for them. Belongs to the module's thread. */
final class JobAdmission {

    /** Reading a large model once, from a slow disk. */
    private static final Duration VERIFYING = Duration.ofMinutes(10);

    private final Bus bus;
    private final Config config;
    private final Clock clock;
    private final Scheduler scheduler;
    private final JobViews views;
    private final JobIds ids;
    private final AllowedFolders roots;
    private final TranscriptionJobs transcriptions;
    private final FolderJobs folders;
    private final DownloadJobs downloads;
    private int beingAccepted;
    private boolean stopped;

    JobAdmission(Bus bus, Config config, Clock clock, Scheduler scheduler, JobViews views, JobIds ids, AllowedFolders roots,
                 TranscriptionJobs transcriptions, FolderJobs folders, DownloadJobs downloads) {
        this.bus = bus;
        this.config = config;
        this.clock = clock;
        this.scheduler = scheduler;
        this.views = views;
        this.ids = ids;
        this.roots = roots;
        this.transcriptions = transcriptions;
        this.folders = folders;
        this.downloads = downloads;
    }

    Future<Job> submit(SubmitTranscription request) {
        SubmissionValidator.check(request, config.uploads());
        return accept(new ResolveModel(request.model(), request.language(), request.translate(), request.keepAlive()), resolved -> {
            JobRow row = SubmissionValidator.row(request, resolved, ids.next(), clock.instant());
            return scheduler.submit(transcriptions, row);
        });
    }

    Future<Job> submitFolder(SubmitFolder request) {
        return accept(new ResolveModel(request.model(), request.language(), request.translate(), null), resolved -> {
            JobRow row = SubmissionValidator.row(request, resolved, roots, ids.next(), clock.instant());
            return scheduler.submit(folders, row);
        });
    }

    Future<DownloadAnswer> submitDownload(SubmitDownload request) {
        checkRoom();
        return bus.request(ModelMessages.ENSURE, new EnsureModel(request.model(), true), VERIFYING).map(ensured -> {
            checkNotStopping();
            return new DownloadAnswer(ensured.model(), ensured.source() == null ? null
                    : views.summary(downloads.fetch(ensured.model(), ensured.source(), null).row()));
        });
    }

    /** Does a job again that failed or was cancelled, as a new one. */
    Future<Job> retry(JobRow row) {
        Retry.check(row);
        if (downloads.names().contains(row.kind())) {
            return submitDownload(new SubmitDownload(row.status().model())).map(download -> Optional.ofNullable(download.job())
                    .orElseThrow(() -> Fault.badRequest("The model '" + download.model() + "' is there already.")));
        }
        JobType kind = folders.names().contains(row.kind()) ? folders : transcriptions;
        Retry retry = kind == folders ? Retry.ofFolder(row, roots) : Retry.ofTranscription(row);
        return accept(retry.resolve(), resolved -> {
            JobRow again = retry.row(ids.next(), clock.instant());
            return scheduler.submit(kind, again);
        });
    }

    /** Checks that there is room, which model is meant, and again that there is room; then takes a job on. */
    private Future<Job> accept(ResolveModel resolve, Function<ResolvedModel, ActiveJob> take) {
        checkRoom();
        beingAccepted++;
        return bus.request(ModelMessages.RESOLVE, resolve).map(resolved -> {
            checkNotStopping();
            return views.summary(take.apply(resolved).row());
        }).onComplete(done -> beingAccepted--);
    }

    /** @throws Fault {@code queue-full}, or {@code unavailable} while the service stops */
    void checkRoom() {
        checkNotStopping();
        if (scheduler.size() + beingAccepted >= config.jobs().queueLimit()) {
            throw new Fault(Fault.Code.QUEUE_FULL, "All " + config.jobs().queueLimit() + " places of the queue are taken; try again later.");
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

    boolean stopped() {
        return stopped;
    }
}
