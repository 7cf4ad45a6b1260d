package dev.earshot.jobs.transcribe;

import dev.earshot.audio.AudioMessages.OpenAudio;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.engine.EngineMessages;
import dev.earshot.files.AllowedFolders;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.SubmitTranscription;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.DelayedTasks;
import dev.earshot.jobs.queue.JobContext;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.queue.JobView;
import dev.earshot.jobs.queue.LeaseReleases;
import dev.earshot.jobs.queue.NewJob;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.queue.Submission;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.store.KeptUploads;
import dev.earshot.models.ModelMessages.Decision;
import dev.earshot.models.ModelMessages.ResolveModel;
import dev.earshot.models.ModelMessages;
import dev.earshot.system.SystemMessages.SystemReading;
import dev.earshot.system.SystemMessages;
import dev.earshot.transcript.Document;
import dev.earshot.transcript.TranscriptFile;
import dev.earshot.transcript.TranscriptFormat;
import io.vertx.core.Future;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The kind of job that transcribes or translates a file. */
public final class TranscriptionJobs implements JobType {

    /** A job whose engine died waits so many times as long as for other things. */
    private static final int ENGINE_PAUSE = 4;

    private final Bus bus;
    private final Clock clock;
    private final JobStore store;
    private final Scheduler scheduler;
    private final AllowedFolders roots;
    private final Path uploads;
    private final boolean keepUploads;
    private final boolean keepFailed;
    private final int limit;
    private final Duration loadTimeout;
    private final EngineClient engine;
    private final LeaseReleases releases;
    private final MemoryConditions conditions = new MemoryConditions();
    private final EngineLosses engineLosses;
    private final DelayedTasks timers;
    private final int windowSeconds;

    public TranscriptionJobs(JobContext context) {
        Config config = context.config();
        this.releases = context.releases();
        this.engineLosses = new EngineLosses(context.firstPause().multipliedBy(ENGINE_PAUSE));
        this.timers = context.timers();
        this.roots = context.folders();
        this.bus = context.bus();
        this.clock = context.clock();
        this.store = context.store();
        this.scheduler = context.scheduler();
        this.uploads = config.uploads();
        this.keepUploads = config.jobs().keepUploads();
        this.keepFailed = config.jobs().keepFailedHours() > 0;
        this.limit = config.jobs().active();
        this.loadTimeout = EngineMessages.loadTimeout(config.engine().windowLimitSeconds());
        this.engine = new EngineClient(bus);
        this.windowSeconds = config.audio().windowSeconds();
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
        if (!needsAreThere(ended)) {
            throw new Fault(Fault.Code.FILE_NOT_FOUND, spec.owned()
                    ? "The upload '" + ended.name() + "' is not kept any more; upload it again." : "There is no such file any more: " + spec.path() + ".");
        }
        return bus.request(ModelMessages.RESOLVE, new ResolveModel(spec.model(), spec.language(), spec.translate(), spec.keepAlive()))
                .map(resolved -> NewJob.again(ended, TranscriptionStatus.accepted(spec.model(), spec.language())));
    }

    /** What was left is taken up with the machine as it is; without the system module, as in tests, everything is allowed. */
    @Override
    public Future<?> start() {
        bus.subscribe(SystemMessages.MEMORY, reading -> {
            if (reading.node().equals(bus.node())) {
                onReading(reading);
            }
        });
        bus.subscribe(ModelMessages.DECISION, decision -> {
            if (decision.action().equals("suggest") && decision.node().equals(bus.node())) {
                onSuggestion(decision);
            }
        });
        return bus.request(SystemMessages.READ, Empty.INSTANCE).onSuccess(this::onReading).otherwiseEmpty();
    }

    @Override
    public JobView view(JobRow row) {
        TranscriptionStatus status = TranscriptionStatus.of(row);
        Double position = row.status().position();
        return new JobView(status.duration() == null ? null : JobView.share(position, status.duration()), position, status.duration(),
                status.model(), status.language(), null, null, null, null);
    }

    @Override
    public JobView wholeView(JobRow row) {
        List<WindowDone> windows = store.windows(row.id());
        return view(row).with(TranscriptMerger.text(windows), TranscriptMerger.segments(windows));
    }

    @Override
    public boolean needsAreThere(JobRow row) {
        return Files.isRegularFile(Path.of(TranscribeSpec.of(row).path()));
    }

    /** A part of a folder is done again by itself: the folder has counted it. */
    @Override
    public boolean canTakeBack(JobRow cancelled) {
        return cancelled.parent() == null;
    }

    @Override
    public int limit() {
        return limit;
    }

    @Override
    public boolean mayBegin(ActiveJob job) {
        return engineLosses.waiting(job.id()) == null
                && (job.row().interactive() || conditions.batchMayBegin(TranscribeSpec.of(job.row()).model(), clock.instant()));
    }

    /** Its engine died: it is tried again after a pause, which holds up nobody else; false where it was tried often enough. */
    boolean triesAgain(ActiveJob job, Throwable error) {
        Optional<Duration> pause = engineLosses.pause(job.row(), error);
        pause.ifPresent(time -> {
            scheduler.queue().makeWay(job);
            scheduler.waiting(job, waiting(job));
            timers.after(time, () -> {
                engineLosses.rested(job.id());
                scheduler.waiting(job, waiting(job));
                scheduler.openMore(this);
            });
        });
        return pause.isPresent();
    }

    @Override
    public String waiting(ActiveJob job) {
        String lost = engineLosses.waiting(job.id());
        return lost != null ? lost : job.row().interactive() || conditions.allWell(clock.instant()) ? null : conditions.waiting(TranscribeSpec.of(job.row()).model(), clock.instant());
    }

    @Override
    public void onPlaceWanted() {
        scheduler.all(this).stream().map(ActiveJob::execution).filter(TranscriptionExecution.class::isInstance)
                .forEach(execution -> ((TranscriptionExecution) execution).onPlaceWanted());
    }

    /** Whether a job has to give its place back: what nobody waits for does not hold a model while memory is critical. */
    boolean mustWait(ActiveJob job) {
        return conditions.critical() && !job.row().interactive();
    }

    /** The machine has been looked at: what nobody waits for makes way, or may go on. A window that runs is not ended for it. */
    private void onReading(SystemReading reading) {
        conditions.onReading(reading);
        scheduler.all(this).stream().filter(this::mustWait).map(ActiveJob::execution).filter(TranscriptionExecution.class::isInstance)
                .forEach(execution -> ((TranscriptionExecution) execution).makeWay());
        scheduler.openMore(this);
        scheduler.all(this).stream().filter(job -> job.execution() == null && job.row().state() == JobState.QUEUED)
                .forEach(job -> scheduler.waiting(job, waiting(job)));
    }

    /** Those who are being done with a slow model are told that there is a faster one. */
    private void onSuggestion(Decision decision) {
        for (ActiveJob job : scheduler.all(this)) {
            if (job.execution() != null && decision.model().equals(TranscriptionStatus.of(job.row()).model())) {
                scheduler.progress(job, status -> status.noticed(decision.reason()));
            }
        }
    }

    @Override
    public Execution execution(ActiveJob job) {
        return new TranscriptionExecution(this, job, TranscribeSpec.of(job.row()), store.windows(job.id()));
    }

    @Override
    public JobRow closed(JobRow ended) {
        return keepUploads || ended.state() != JobState.COMPLETED && keepFailed && !isWorthless(ended) ? ended : ended.holding(null);
    }

    /** No audio: doing it again would not help, and who sent it was told so and has it. */
    private static boolean isWorthless(JobRow failed) {
        return failed.error() != null && failed.error().code().equals(Fault.Code.BAD_AUDIO.text()) && TranscribeSpec.of(failed).expendable();
    }

    @Override
    public void ended(JobRow row) {
        engineLosses.forget(row.id());
        TranscribeSpec spec = TranscribeSpec.of(row);
        if (spec.owned() && row.upload() == null) {
            KeptUploads.remove(store, spec.path());
        } else if (spec.owned() && !keepUploads) {
            KeptUploads.makeRoom(store, () -> KeptUploads.usable(Path.of(spec.path())));
        }
    }

    @Override
    public Future<?> settle() {
        return engine.settle();
    }

    /** @param from seconds of the file at which to begin */
    OpenAudio opening(TranscribeSpec spec, boolean interactive, double from) {
        return new OpenAudio(spec.path(), from, interactive ? "interactive" : "batch", spec.withinRoots() ? roots.names() : null);
    }

    /**
     * Writes a finished transcript where its job wants it, whole or not at all.
     *
     * @param recorded when the file was last written to before it was read: if it has grown since, the transcript is not current
     * @throws Fault {@code unavailable} where that cannot be written, {@code forbidden} where a link leads out of the roots by now
     */
    void write(ActiveJob job, TranscribeSpec spec, FileTime recorded) {
        if (spec.output() == null) {
            return;
        }
        List<WindowDone> windows = store.windows(job.id());
        TranscriptFormat format = TranscriptFormat.parse(spec.format()).orElseThrow();
        TranscriptionStatus status = TranscriptionStatus.of(job.row());
        String text = format.render(new Document(spec.kind(), status.language(), status.duration(), TranscriptMerger.text(windows),
                TranscriptMerger.segments(windows), status.model(), job.row().status().notice(), job.row().status().timing()));
        try {
            Path file = roots.writable(Path.of(spec.output()).getParent().toString()).resolve(Path.of(spec.output()).getFileName());
            TranscriptFile.write(file, text);
            if (recorded != null && !recorded.equals(modified(spec.path()))) {
                Files.setLastModifiedTime(file, recorded);
            }
        } catch (IOException e) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The transcript cannot be written to " + spec.output() + " (" + e.getMessage() + ").", e);
        }
    }

    static FileTime modified(String path) {
        try {
            return Files.getLastModifiedTime(Path.of(path));
        } catch (IOException e) {
            return null;
        }
    }

    Bus bus() {
        return bus;
    }

    Instant now() {
        return clock.instant();
    }

    JobStore store() {
        return store;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    LeaseReleases releases() {
        return releases;
    }

    MemoryConditions conditions() {
        return conditions;
    }

    /**
     * Of the longest window, in seconds.
     *
     * @param model what the model wants, or null
     */
    int windowSeconds(Integer model) {
        return model == null ? windowSeconds : Math.min(model, windowSeconds);
    }

    EngineClient engine() {
        return engine;
    }

    /** How long the engine may take to load a model. */
    Duration loadTimeout() {
        return loadTimeout;
    }
}
