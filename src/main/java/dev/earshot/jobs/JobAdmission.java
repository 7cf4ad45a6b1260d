package dev.earshot.jobs;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.jobs.JobMessages.Download;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.Submit;
import dev.earshot.jobs.JobMessages.SubmitDownload;
import dev.earshot.jobs.JobMessages.SubmitFolder;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.Ensure;
import dev.earshot.models.ModelMessages.Resolve;
import dev.earshot.models.ModelMessages.Resolved;
import io.vertx.core.Future;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Takes new jobs on while there is room for them. Belongs to the room's thread. */
final class JobAdmission {

    /** Reading a large model once, from a slow disk. */
    private static final Duration VERIFYING = Duration.ofMinutes(10);

    private final Bus bus;
    private final Config config;
    private final Clock clock;
    private final JobStore store;
    private final Scheduler scheduler;
    private final JobViews views;
    private final JobIds ids;
    private final Roots roots;
    private final Transcriptions transcriptions;
    private final Folders folders;
    private final Downloads downloads;
    private int beingAccepted;
    private boolean stopped;

    JobAdmission(Bus bus, Config config, Clock clock, JobStore store, Scheduler scheduler, JobViews views, JobIds ids, Roots roots,
                 Transcriptions transcriptions, Folders folders, Downloads downloads) {
        this.bus = bus;
        this.config = config;
        this.clock = clock;
        this.store = store;
        this.scheduler = scheduler;
        this.views = views;
        this.ids = ids;
        this.roots = roots;
        this.transcriptions = transcriptions;
        this.folders = folders;
        this.downloads = downloads;
    }

    Future<Job> submit(Submit request) {
        Submission.check(request, config.uploads());
        return accept(new Resolve(request.model(), request.language(), request.translate(), request.keepAlive()), resolved -> {
            JobRow row = Submission.row(request, resolved, ids.next(), clock.instant());
            store.insert(row, bus.node());
            return scheduler.add(transcriptions, row);
        });
    }

    Future<Job> submitFolder(SubmitFolder request) {
        return accept(new Resolve(request.model(), request.language(), request.translate(), null), resolved -> {
            JobRow row = Submission.row(request, resolved, roots, ids.next(), clock.instant());
            store.insert(row, bus.node());
            return scheduler.add(folders, row);
        });
    }

    Future<Download> submitDownload(SubmitDownload request) {
        checkRoom();
        return bus.request(ModelMessages.ENSURE, new Ensure(request.model(), true), VERIFYING).map(ensured -> {
            checkNotStopping();
            return new Download(ensured.model(), ensured.source() == null ? null
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
        Kind kind = folders.names().contains(row.kind()) ? folders : transcriptions;
        Retry retry = kind == folders ? Retry.ofFolder(row, roots) : Retry.ofTranscription(row);
        return accept(retry.resolve(), resolved -> {
            JobRow again = retry.row(ids.next(), clock.instant());
            store.insert(again, bus.node());
            return scheduler.add(kind, again);
        });
    }

    /** Checks that there is room, which model is meant, and again that there is room; then takes a job on. */
    private Future<Job> accept(Resolve resolve, Function<Resolved, Run> take) {
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
