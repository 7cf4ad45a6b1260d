package dev.earshot.jobs.transcribe;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.engine.EngineMessages;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.SubmitTranscription;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.JobContext;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.queue.JobView;
import dev.earshot.jobs.queue.NewJob;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.queue.Submission;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.store.KeptUploads;
import dev.earshot.models.DecisionMessages;
import dev.earshot.models.DecisionMessages.Decision;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.ResolveModel;
import dev.earshot.system.SystemMessages;
import dev.earshot.system.SystemMessages.SystemReading;
import io.vertx.core.Future;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The kind of job that transcribes or translates a file. */
public final class TranscriptionJobs implements JobType {

    /** The first backoff after a failure of the engine is so many times as long as after other failures. */
    private static final int ENGINE_BACKOFF_FACTOR = 4;

    private final Bus bus;
    private final JobStore store;
    private final Scheduler scheduler;
    private final Path uploads;
    private final boolean keepUploads;
    private final boolean keepFailed;
    private final int limit;
    private final TranscriptionPacing pacing;
    private final EngineClient engine;
    private final TranscriptionContext executionContext;

    public TranscriptionJobs(JobContext context) {
        Config config = context.config();
        this.bus = context.bus();
        this.store = context.store();
        this.scheduler = context.scheduler();
        this.uploads = config.uploads();
        this.keepUploads = config.jobs().keepUploads();
        this.keepFailed = config.jobs().keepFailedHours() > 0;
        this.limit = config.jobs().active();
        this.pacing = new TranscriptionPacing(this, scheduler, context.clock(), context.timers(), context.firstBackoff().multipliedBy(ENGINE_BACKOFF_FACTOR));
        this.engine = new EngineClient(bus);
        this.executionContext = new TranscriptionContext(bus, store, scheduler, context.releases(), new LeaseRenewals(bus, context.timers()),
                context.folders(), pacing, engine, new TranscriptOutput(store, context.folders()), config.audio().windowSeconds(),
                EngineMessages.loadTimeout(config.engine().windowLimitSeconds()));
    }

    @Override
    public Set<String> kinds() {
        return Set.of(TranscribeSpec.TRANSCRIBE, TranscribeSpec.TRANSLATE);
    }

    @Override
    public List<Submission<?, ?>> submissions() {
        return List.of(Submission.of(JobMessages.SUBMIT, this::accept));
    }

    private Future<NewJob> accept(SubmitTranscription request) {
        TranscriptionSubmission.check(request, uploads);
        return bus.request(ModelMessages.RESOLVE, new ResolveModel(request.model(), request.language(), request.translate(), request.keepAlive()))
                .map(resolved -> TranscriptionSubmission.job(request, resolved));
    }

    @Override
    public Future<NewJob> retry(JobRow ended) {
        TranscribeSpec spec = TranscribeSpec.of(ended);
        if (!inputsExist(ended)) {
            throw new Fault(Fault.Code.FILE_NOT_FOUND, spec.owned()
                    ? "The upload '" + ended.name() + "' is not kept any more; upload it again." : "There is no such file any more: " + spec.path() + ".");
        }
        return bus.request(ModelMessages.RESOLVE, new ResolveModel(spec.model(), spec.language(), spec.translate(), spec.keepAlive()))
                .map(resolved -> NewJob.retryOf(ended, TranscriptionStatus.accepted(spec.model(), spec.language())));
    }

    /** Reads the machine's memory before the first job; without the system module, as in tests, it is taken for sufficient. */
    @Override
    public Future<?> start() {
        bus.subscribe(SystemMessages.MEMORY, reading -> {
            if (reading.node().equals(bus.node())) {
                onReading(reading);
            }
        });
        bus.subscribe(DecisionMessages.DECISION, decision -> {
            if (decision.action() == DecisionMessages.DecisionAction.SUGGEST && decision.node().equals(bus.node())) {
                onSuggestion(decision);
            }
        });
        bus.subscribe(EngineMessages.PROGRESS, progress ->
                scheduler.find(progress.job()).stream().flatMap(TranscriptionJobs::executions).forEach(execution -> execution.onProgress(progress)));
        return bus.request(SystemMessages.READ, Empty.INSTANCE).onSuccess(this::onReading).otherwiseEmpty();
    }

    @Override
    public JobView view(JobRow row) {
        TranscriptionStatus status = TranscriptionStatus.of(row);
        Double position = row.status().position();
        return new JobView(status.duration() == null ? null : JobView.share(position, status.duration()), position, status.duration(),
                status.model(), status.language(), status.languageProbability(), null, null, null, null,
                scheduler.find(row.id()).stream().flatMap(TranscriptionJobs::executions).map(TranscriptionExecution::partial).filter(Objects::nonNull)
                        .findFirst().orElse(null));
    }

    @Override
    public JobView detailView(JobRow row) {
        List<WindowDone> windows = store.windows(row.id());
        return view(row).with(TranscriptMerger.text(windows), TranscriptMerger.segments(windows));
    }

    @Override
    public boolean inputsExist(JobRow row) {
        return Files.isRegularFile(Path.of(TranscribeSpec.of(row).path()));
    }

    /** Not for a part of a folder, which has counted it as failed: that is retried as a job of its own. */
    @Override
    public boolean canUndoCancel(JobRow cancelled) {
        return cancelled.parent() == null;
    }

    @Override
    public int limit() {
        return limit;
    }

    @Override
    public boolean mayStart(ActiveJob job) {
        return pacing.mayStart(job);
    }

    @Override
    public String waiting(ActiveJob job) {
        return pacing.waitReason(job);
    }

    @Override
    public void onSlotWanted() {
        scheduler.all(this).stream().flatMap(TranscriptionJobs::executions).forEach(TranscriptionExecution::onSlotWanted);
    }

    private static Stream<TranscriptionExecution> executions(ActiveJob job) {
        return job.execution() instanceof TranscriptionExecution execution ? Stream.of(execution) : Stream.empty();
    }

    /** Batch jobs yield their slots, after the current window, or may start. */
    private void onReading(SystemReading reading) {
        pacing.memory().onReading(reading);
        scheduler.all(this).stream().filter(pacing::mustYield).flatMap(TranscriptionJobs::executions).forEach(TranscriptionExecution::yieldSlot);
        scheduler.startMore(this);
        scheduler.all(this).stream().filter(job -> job.execution() == null && job.row().state() == JobState.QUEUED)
                .forEach(job -> scheduler.waiting(job, waiting(job)));
    }

    /** The models module suggests a faster model than the one that some jobs use. */
    private void onSuggestion(Decision decision) {
        for (ActiveJob job : scheduler.all(this)) {
            if (job.execution() != null && decision.model().equals(TranscriptionStatus.of(job.row()).model())) {
                scheduler.progress(job, status -> status.withNotice(decision.reason()));
            }
        }
    }

    @Override
    public Execution execution(ActiveJob job) {
        return new TranscriptionExecution(executionContext, job, TranscribeSpec.of(job.row()), store.windows(job.id()));
    }

    @Override
    public JobRow finalRow(JobRow ended) {
        return keepUploads || ended.state() != JobState.COMPLETED && keepFailed && isWorthRetrying(ended) ? ended : ended.withUpload(null);
    }

    /** Not where the file has no audio: a retry would not help, and the client that has sent it knows that. */
    private static boolean isWorthRetrying(JobRow failed) {
        return failed.error() == null || !failed.error().code().equals(Fault.Code.BAD_AUDIO.text()) || !TranscribeSpec.of(failed).expendable();
    }

    @Override
    public void onEnded(JobRow row) {
        pacing.onEnded(row.id());
        TranscribeSpec spec = TranscribeSpec.of(row);
        if (spec.owned() && row.upload() == null) {
            KeptUploads.remove(store, spec.path());
        } else if (spec.owned() && !keepUploads) {
            KeptUploads.freeSpace(store, () -> KeptUploads.usableBytes(Path.of(spec.path())));
        }
    }

    @Override
    public Future<?> finishPending() {
        return engine.drain();
    }
}
