package dev.earshot.jobs.download;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.downloads.DownloadMessages;
import dev.earshot.jobs.JobDetailMessages.DownloadDetails;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.DownloadAnswer;
import dev.earshot.jobs.JobMessages.SubmitDownload;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.JobContext;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.queue.JobView;
import dev.earshot.jobs.queue.NewJob;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.queue.Submission;
import dev.earshot.jobs.queue.Submission.Accepted;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.EnsureModel;
import dev.earshot.models.ModelMessages.EnsuredModel;
import dev.earshot.models.ModelMessages.ModelSource;
import io.vertx.core.Future;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The kind of job that downloads a model; what it downloads is a {@link DownloadSpec}. */
public final class DownloadJobs implements JobType {

    private static final String KIND = "download";
    private static final int LIMIT = 2;
    /** Long enough to read a large model from a slow disk. */
    private static final Duration VERIFY_TIMEOUT = Duration.ofMinutes(10);
    private static final long MIN_REPORT_INTERVAL_MS = 1000;
    private static final long REPORT_INTERVAL_PER_WAITER_MS = 10;
    /** Long enough for a large model over a slow line; the downloads module notices a stalled transfer. */
    private static final Duration DOWNLOAD_TIMEOUT = Duration.ofDays(20);

    private final Bus bus;
    private final Clock clock;
    private final Scheduler scheduler;

    public DownloadJobs(JobContext context) {
        this.bus = context.bus();
        this.clock = context.clock();
        this.scheduler = context.scheduler();
    }

    @Override
    public Future<?> start() {
        bus.subscribe(DownloadMessages.PROGRESS, this::onProgress);
        return Future.succeededFuture();
    }

    private void onProgress(DownloadMessages.FetchProgress moved) {
        scheduler.find(moved.id()).ifPresent(job -> {
            if (job.execution() instanceof DownloadExecution fetching) {
                fetching.onProgress(moved);
            }
        });
    }

    @Override
    public Set<String> kinds() {
        return Set.of(KIND);
    }

    @Override
    public List<Submission<?, ?>> submissions() {
        return List.of(new Submission<>(JobMessages.SUBMIT_DOWNLOAD, this::accept));
    }

    private Future<Accepted<DownloadAnswer>> accept(SubmitDownload request) {
        return ensure(request.model()).map(ensured -> new Accepted<>(ensured.source() == null ? null : job(ensured, null),
                job -> new DownloadAnswer(ensured.model(), job)));
    }

    @Override
    public Future<NewJob> retry(JobRow ended) {
        return ensure(DownloadStatus.of(ended.status()).model()).map(ensured -> {
            if (ensured.source() == null) {
                throw Fault.badRequest("The model '" + ensured.model() + "' is installed already.");
            }
            return job(ensured, null);
        });
    }

    private Future<EnsuredModel> ensure(String model) {
        return bus.request(ModelMessages.ENSURE, new EnsureModel(model, true), VERIFY_TIMEOUT);
    }

    @Override
    public JobView view(JobRow row) {
        DownloadStatus status = DownloadStatus.of(row.status());
        DownloadDetails transfer = status.transfer();
        return new JobView(JobView.share(transfer.received(), transfer.total()), null, null, status.model(), null, null, transfer, null, null, null, null);
    }

    @Override
    public JobRow withoutLiveFields(JobRow row) {
        return row.withStatus(DownloadStatus.withoutLiveFields(row.status()));
    }

    @Override
    public int limit() {
        return LIMIT;
    }

    /**
     * The job that downloads the missing files of a model.
     *
     * @param parent the job that needs the model, or null
     */
    public static NewJob job(EnsuredModel ensured, String parent) {
        DownloadSpec spec = DownloadSpec.of(ensured);
        return new NewJob(KIND, parent, ensured.model(), true, spec.write(), DownloadStatus.accepted(ensured.model(), spec), null);
    }

    /** No two jobs download the same file at once. */
    @Override
    public Optional<ActiveJob> existing(NewJob asked) {
        DownloadSpec wanted = DownloadSpec.read(asked.spec());
        return scheduler.all(this).stream().filter(job -> DownloadSpec.of(job.row()).overlaps(wanted)).findFirst();
    }

    @Override
    public Execution execution(ActiveJob job) {
        return new DownloadExecution(job, DownloadSpec.of(job.row()));
    }

    private final class DownloadExecution implements Execution {

        private final ActiveJob job;
        private final DownloadSpec spec;
        /** Of the file that is being downloaded. */
        private int index;
        private boolean ended;
        private Instant lastReport = Instant.MIN;

        DownloadExecution(ActiveJob job, DownloadSpec spec) {
            this.job = job;
            this.spec = spec;
        }

        @Override
        public void start() {
            ModelSource file = spec.files().get(index);
            bus.request(DownloadMessages.FETCH, new DownloadMessages.Fetch(job.id(), file.url(), file.file(), file.bytes(), file.sha256()), DOWNLOAD_TIMEOUT)
                    .onComplete(fetched -> {
                        ended = fetched.failed() || index == spec.files().size() - 1;
                        if (job.execution() != this) {
                            return;
                        }
                        if (fetched.failed()) {
                            scheduler.fail(job, fetched.cause());
                        } else if (ended) {
                            scheduler.complete(job);
                        } else {
                            index++;
                            start();
                        }
                    });
        }

        /** Ignores late progress of an earlier file. */
        void onProgress(DownloadMessages.FetchProgress moved) {
            if (Path.of(spec.files().get(index).file()).normalize().equals(Path.of(moved.file()).normalize())) {
                long received = spec.bytesBefore(index) + moved.received();
                Double rate = moved.bytesPerSecond();
                Double secondsLeft = moved.secondsLeft() == null || rate == null ? null : moved.secondsLeft() + spec.bytesAfter(index) / rate;
                scheduler.progress(job, status -> DownloadStatus.received(status, received, rate, secondsLeft));
                reportToWaiters();
            }
        }

        /** Reports changes of the jobs that wait for this one, whose views show its progress: each once a second, less often where there are many. */
        private void reportToWaiters() {
            List<ActiveJob> waiters = scheduler.waiters(job.id());
            Instant now = clock.instant();
            if (!waiters.isEmpty() && !now.isBefore(lastReport.plusMillis(Math.max(MIN_REPORT_INTERVAL_MS, REPORT_INTERVAL_PER_WAITER_MS * waiters.size())))) {
                lastReport = now;
                waiters.forEach(waiter -> scheduler.progress(waiter, known -> known));
            }
        }

        @Override
        public Future<?> stop() {
            job.update(DownloadStatus::withoutLiveFields);
            return ended ? Future.succeededFuture() : bus.request(DownloadMessages.STOP, new DownloadMessages.Stop(job.id()));
        }
    }
}
