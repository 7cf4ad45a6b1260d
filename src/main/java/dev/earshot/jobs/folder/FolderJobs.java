package dev.earshot.jobs.folder;

import dev.earshot.audio.AudioMessages;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.files.AllowedFolders;
import dev.earshot.jobs.JobMessages.FolderDetails;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.SubmitFolder;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.JobContext;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.queue.JobView;
import dev.earshot.jobs.queue.LeaseReleases;
import dev.earshot.jobs.queue.NewJob;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.queue.Submission;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.transcribe.AudioReader;
import dev.earshot.jobs.transcribe.TranscribeSpec;
import dev.earshot.models.ModelMessages.ResolveModel;
import dev.earshot.models.ModelMessages;
import dev.earshot.transcript.TranscriptFormat;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The kind of job that transcribes a folder: a child for each file. */
public final class FolderJobs implements JobType {

    static final String KIND = "folder";
    private static final int LIMIT = 4;

    private final Bus bus;
    private final Vertx vertx;
    private final JobStore store;
    private final Scheduler scheduler;
    private final LeaseReleases releases;
    private final AllowedFolders allowed;
    private final int width;

    public FolderJobs(JobContext context) {
        this.bus = context.bus();
        this.vertx = context.vertx();
        this.store = context.store();
        this.scheduler = context.scheduler();
        this.releases = context.releases();
        this.allowed = context.folders();
        this.width = context.config().jobs().active();
    }

    @Override
    public Set<String> kinds() {
        return Set.of(KIND);
    }

    @Override
    public List<Submission<?, ?>> submissions() {
        return List.of(Submission.of(JobMessages.SUBMIT_FOLDER, this::accept));
    }

    private Future<NewJob> accept(SubmitFolder request) {
        return bus.request(ModelMessages.RESOLVE, new ResolveModel(request.model(), request.language(), request.translate(), null))
                .map(resolved -> FolderSubmission.job(request, resolved, allowed));
    }

    @Override
    public Future<NewJob> retry(JobRow ended) {
        FolderSpec spec = FolderSpec.of(ended);
        allowed.readable(spec.path());
        return bus.request(ModelMessages.RESOLVE, new ResolveModel(spec.model(), spec.language(), spec.translate(), null))
                .map(resolved -> NewJob.again(ended, FolderStatus.accepted(spec.model(), spec.language())));
    }

    @Override
    public JobView view(JobRow row) {
        FolderStatus status = FolderStatus.of(row.status());
        FolderDetails folder = status.folder();
        return new JobView(JobView.share(folder.done() + folder.failed() + folder.current(), folder.files()), null, null, status.model(),
                status.language(), null, folder, null, null);
    }

    @Override
    public int limit() {
        return LIMIT;
    }

    @Override
    public boolean needsAreThere(JobRow row) {
        return Files.isDirectory(Path.of(FolderSpec.of(row).path()));
    }

    @Override
    public boolean canTakeBack(JobRow cancelled) {
        return true;
    }

    @Override
    public boolean ownsChildren() {
        return true;
    }

    @Override
    public Execution execution(ActiveJob job) {
        return new FolderExecution(this, job, FolderSpec.of(job.row()));
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** Children that may be unended at once. */
    int width() {
        return width;
    }

    /** Looks through the folder, on a thread of its own: the queue does not wait for a large one. */
    Future<FolderPlan> discover(FolderSpec spec) {
        WorkerExecutor worker = vertx.createSharedWorkerExecutor("earshot-discovery", 1);
        Future<FolderPlan> plan = worker.executeBlocking(() -> FolderPlan.of(Path.of(spec.path()), spec.output() == null ? null : Path.of(spec.output()),
                TranscriptFormat.parse(spec.format()).orElseThrow(), allowed));
        Promise<FolderPlan> found = Promise.promise();
        plan.onComplete(done -> {
            worker.close();
            // Never at once: who begins a folder may be about to begin its children.
            vertx.runOnContext(now -> plan.onComplete(found));
        });
        return found.future();
    }

    /** Seconds of audio in a file; empty where it does not tell, or is none. */
    Future<Optional<Double>> duration(ActiveJob folder, Path file) {
        return bus.request(AudioMessages.OPEN, new AudioMessages.OpenAudio(file.toString(), 0, "batch", allowed.names()), AudioReader.LIMIT).map(opened -> {
            releases.release(folder.id(), "file", () -> bus.request(AudioMessages.CLOSE, new AudioMessages.CloseAudio(opened.session())));
            return Optional.ofNullable(opened.duration());
        }).otherwise(Optional.empty());
    }

    /** Transcripts that jobs have written; any other file is somebody's own. */
    Set<String> written() {
        return store.outputs();
    }

    /** How earlier work on the folder ended for its files, by output. */
    Map<String, JobState> ended(String folder) {
        return store.children(folder).stream().filter(child -> child.state().ended())
                .collect(Collectors.toMap(child -> TranscribeSpec.of(child).output(), JobRow::state, (first, later) -> later));
    }

    /** Children that are in the works, by output. */
    Map<String, String> unended(String folder) {
        return store.children(folder).stream().filter(child -> !child.state().ended())
                .collect(Collectors.toMap(child -> TranscribeSpec.of(child).output(), JobRow::id, (first, later) -> first));
    }

    /** Begins a child for a file and answers its id. */
    String begin(ActiveJob folder, FolderSpec spec, FolderPlan.Item item, Path output) {
        return scheduler.submit(spec.child(folder, item.name(), item.file(), output)).id();
    }

    static Fault unreadable(FolderSpec spec, Throwable why) {
        return new Fault(Fault.Code.FILE_NOT_FOUND, "The folder " + spec.path() + " cannot be looked through (" + why.getMessage() + ").", why);
    }
}
