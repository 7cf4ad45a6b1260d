package dev.earshot.jobs.download;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Json;
import dev.earshot.downloads.DownloadMessages;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.store.JobIds;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStatus;
import dev.earshot.models.ModelMessages.ModelSource;
import io.vertx.core.Future;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The kind of job that downloads a model. What it is asked to do is a {@link ModelSource}. */
public final class DownloadJobs implements JobType {

    private static final int LIMIT = 2;
    private static final long WAITERS_MS = 1000;
    private static final long WAITER_MS = 10;
    /** A large model over a slow line; the downloads module itself notices when nothing moves. */
    private static final Duration PATIENCE = Duration.ofDays(20);

    private final Bus bus;
    private final Clock clock;
    private final Scheduler scheduler;
    private final JobIds ids;

    public DownloadJobs(Bus bus, Clock clock, Scheduler scheduler, JobIds ids) {
        this.bus = bus;
        this.clock = clock;
        this.scheduler = scheduler;
        this.ids = ids;
        bus.subscribe(DownloadMessages.PROGRESS, this::onProgress);
    }

    private void onProgress(DownloadMessages.FetchProgress moved) {
        scheduler.find(moved.id()).ifPresent(job -> {
            if (job.execution() instanceof DownloadExecution fetching) {
                scheduler.progress(job, status -> status.received(moved.received(), moved.bytesPerSecond(), moved.secondsLeft()));
                fetching.tellWaiters();
            }
        });
    }

    @Override
    public Set<String> names() {
        return Set.of("download");
    }

    @Override
    public int limit() {
        return LIMIT;
    }

    /**
     * The job that fetches a model: the one that is at it already, else a new one.
     *
     * @param parent the job that needs it, or null
     */
    public ActiveJob fetch(String model, ModelSource source, String parent) {
        Optional<ActiveJob> going = scheduler.all(this).stream().filter(job -> spec(job).file().equals(source.file())).findFirst();
        if (going.isPresent()) {
            return going.get();
        }
        JobRow row = JobRow.accepted(ids.next(), "download", parent, model, true, Json.write(source),
                JobStatus.download(model, source.bytes(), source.sha256()), clock.instant());
        return scheduler.submit(this, row);
    }

    @Override
    public Execution execution(ActiveJob job) {
        return new DownloadExecution(job, spec(job));
    }

    private static ModelSource spec(ActiveJob job) {
        return Json.read(job.row().spec(), ModelSource.class);
    }

    private final class DownloadExecution implements Execution {

        private final ActiveJob job;
        private final ModelSource spec;
        private boolean ended;
        private Instant told = Instant.MIN;

        DownloadExecution(ActiveJob job, ModelSource spec) {
            this.job = job;
            this.spec = spec;
        }

        @Override
        public void begin() {
            bus.request(DownloadMessages.FETCH, new DownloadMessages.Fetch(job.id(), spec.url(), spec.file(), spec.bytes(), spec.sha256()), PATIENCE)
                    .onComplete(fetched -> {
                        ended = true;
                        if (job.execution() != this) {
                            return;
                        }
                        if (fetched.succeeded()) {
                            scheduler.complete(job);
                        } else {
                            scheduler.fail(job, fetched.cause());
                        }
                    });
        }

        /** Who waits hears of it too, each once a second, and less often where there are many. */
        void tellWaiters() {
            List<ActiveJob> waiters = scheduler.waiters(job.id());
            Instant now = clock.instant();
            if (!waiters.isEmpty() && !now.isBefore(told.plusMillis(Math.max(WAITERS_MS, WAITER_MS * waiters.size())))) {
                told = now;
                waiters.forEach(waiter -> scheduler.progress(waiter, known -> known));
            }
        }

        @Override
        public Future<?> leave() {
            job.update(JobStatus::atRest);
            return ended ? Future.succeededFuture() : bus.request(DownloadMessages.STOP, new DownloadMessages.Stop(job.id()));
        }
    }
}
