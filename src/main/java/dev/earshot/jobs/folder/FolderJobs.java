package dev.earshot.jobs.folder;

import dev.earshot.audio.AudioMessages;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.config.Config;
import dev.earshot.files.AllowedFolders;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.store.JobIds;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStatus;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.transcribe.AudioReader;
import dev.earshot.jobs.transcribe.TranscribeSpec;
import dev.earshot.jobs.transcribe.TranscriptionJobs;
import dev.earshot.transcript.TranscriptFormat;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The kind of job that transcribes a folder: a child for each file. */
public final class FolderJobs implements JobType {

    private static final int LIMIT = 4;

    private final Bus bus;
    private final Vertx vertx;
    private final Clock clock;
    private final JobStore store;
    private final Scheduler scheduler;
    private final TranscriptionJobs transcriptions;
    private final JobIds ids;
    private final AllowedFolders roots;
    private final int width;

    public FolderJobs(Bus bus, Vertx vertx, Config config, Clock clock, JobStore store, Scheduler scheduler, TranscriptionJobs transcriptions, JobIds ids,
            AllowedFolders roots) {
        this.bus = bus;
        this.vertx = vertx;
        this.clock = clock;
        this.store = store;
        this.scheduler = scheduler;
        this.transcriptions = transcriptions;
        this.ids = ids;
        this.roots = roots;
        this.width = config.jobs().active();
    }

    @Override
    public Set<String> names() {
        return Set.of("folder");
    }

    @Override
    public int limit() {
        return LIMIT;
    }

    @Override
    public boolean needsAreThere(JobRow row) {
        return Files.isDirectory(Path.of(Json.read(row.spec(), FolderSpec.class).path()));
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
        return new FolderExecution(this, job, Json.read(job.row().spec(), FolderSpec.class));
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
                TranscriptFormat.parse(spec.format()).orElseThrow(), roots));
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
        return bus.request(AudioMessages.OPEN, new AudioMessages.OpenAudio(file.toString(), 0, "batch", roots.names()), AudioReader.LIMIT).map(opened -> {
            transcriptions.releases().release(folder.id(), "file", () -> bus.request(AudioMessages.CLOSE, new AudioMessages.CloseAudio(opened.session())));
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
                .collect(Collectors.toMap(child -> TranscriptionJobs.spec(child).output(), JobRow::state, (first, later) -> later));
    }

    /** Children that are in the works, by output. */
    Map<String, String> unended(String folder) {
        return store.children(folder).stream().filter(child -> !child.state().ended())
                .collect(Collectors.toMap(child -> TranscriptionJobs.spec(child).output(), JobRow::id, (first, later) -> first));
    }

    /** Begins a child for a file and answers its id. */
    String begin(ActiveJob folder, FolderSpec spec, FolderPlan.Item item, Path output) {
        TranscribeSpec child = new TranscribeSpec(item.file().toString(), false, spec.model(), spec.language(), spec.translate(), spec.prompt(),
                null, null, output.toString(), spec.format(), false);
        JobRow row = JobRow.accepted(ids.next(), child.kind(), folder.id(), item.name(), folder.row().interactive(), Json.write(child),
                JobStatus.transcription(spec.model(), spec.language()), clock.instant());
        scheduler.submit(transcriptions, row);
        return row.id();
    }

    static Fault unreadable(FolderSpec spec, Throwable why) {
        return new Fault(Fault.Code.FILE_NOT_FOUND, "The folder " + spec.path() + " cannot be looked through (" + why.getMessage() + ").", why);
    }
}
