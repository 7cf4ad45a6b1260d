package dev.earshot.http;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.config.Setting;
import dev.earshot.engine.EngineMessages;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.LogLine;
import dev.earshot.jobs.JobMessages.SubmitTranscription;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.models.DecisionMessages;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.Model;
import dev.earshot.models.ModelMessages.ResidentView;
import dev.earshot.settings.SettingsMessages;
import dev.earshot.speech.Segment;
import dev.earshot.system.SystemMessages;
import dev.earshot.telemetry.TelemetryMessages;
import dev.earshot.telemetry.TelemetryMessages.TelemetryEvent;
import dev.earshot.telemetry.TelemetryMessages.TelemetryEventType;
import dev.earshot.telemetry.TelemetryMessages.TelemetryState;
import dev.earshot.transcript.Timing;
import dev.earshot.transcript.UsedLibrary;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.MessageConsumer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Stands in for the jobs, models and engine modules. A job gets {@link #WINDOWS} and completes as it is submitted, unless
 * {@link #manual} says that the test moves it. Thread-safe by one lock.
 */
public final class FakeModules {

    static final List<String> WINDOWS = List.of("and so my fellow", " Americans & <friends>");
    static final String TEXT = String.join("", WINDOWS);
    static final Instant CREATED = Instant.parse("2026-01-02T03:04:05Z");

    public final BlockingQueue<SubmitTranscription> submits = new LinkedBlockingQueue<>();
    /** The ids that an AWAIT waits for now or did. */
    final BlockingQueue<String> awaits = new LinkedBlockingQueue<>();
    final BlockingQueue<String> cancels = new LinkedBlockingQueue<>();
    final BlockingQueue<Object> modelRequests = new LinkedBlockingQueue<>();
    final MessageConsumer<?> engine;
    /** What the machine says. */
    volatile SystemMessages.SystemReading reading = new SystemMessages.SystemReading(CREATED, "n",
            new SystemMessages.MemoryReading(8, 6, 2, 25, SystemMessages.Level.NORMAL, 80, 90, 0, 0, false),
            new SystemMessages.ServiceMemory(80, 50.0, 900, 1, new SystemMessages.ProcessMemory(80, 50.0, 900), new SystemMessages.ProcessMemory(0, 0.0, 0)),
            new SystemMessages.CpuReading(10, 9, 8, 2));

    private final Bus bus;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final Map<String, List<Promise<Job>>> waiters = new LinkedHashMap<>();
    private volatile JobMessages.JobAudio audio;
    private boolean manual;
    private Fault refusal;
    private Future<Void> gate = Future.succeededFuture();

    FakeModules(Bus bus) {
        this.bus = bus;
        bus.handle(JobMessages.SUBMIT, this::submit);
        bus.handle(JobMessages.GET, q -> find(q.id()));
        bus.handle(JobMessages.AWAIT, q -> find(q.id()).compose(this::await));
        bus.handle(JobMessages.READY, q -> refusal == null ? Future.succeededFuture(new JobMessages.QueueReadiness(null)) : Future.failedFuture(refusal));
        bus.handle(JobMessages.LIST, q -> Future.succeededFuture(list(q.limit())));
        bus.handle(JobMessages.CANCEL, q -> find(q.id()).map(this::cancel));
        bus.handle(JobMessages.RETRY, q -> find(q.id()).compose(job -> submit(
                new SubmitTranscription("again", job.name(), false, null, job.model(), null, false, null, null, null))));
        bus.handle(ModelMessages.RESOLVE, q -> ("base".equals(q.model()) ? Future.succeededFuture("base") : resolve(q.model()))
                .map(name -> new ModelMessages.ResolvedModel(name, "en")));
        bus.handle(ModelMessages.LIST, q -> Future.succeededFuture(new ModelMessages.ModelList("/srv/data/models", List.of(
                new Model("micro.en", "ggml-micro.en.bin", true, 5_000_000, "own", "en", 20, 10, ModelMessages.ModelState.ON_DISK, false, true,
                        "a small vocabulary", 210L, true,
                        new ModelMessages.ShortSpeechView(ModelMessages.ShortSpeechState.TRUSTED, 20, 20, 5)),
                new Model("base", "ggml-base.bin", false, 147_951_465, "base", "multilingual", 210, 100, ModelMessages.ModelState.ABSENT, true, true, null,
                        null, null, null)),
                List.of(new ModelMessages.Recommended(ModelMessages.RecommendedUse.FAST, "base", 6, false)))));
        bus.handle(ModelMessages.PS, q -> Future.succeededFuture(new ModelMessages.ResidentList(List.of(resident("micro.en")))));
        bus.handle(ModelMessages.LOAD, q -> {
            modelRequests.add(q);
            return (q.model().equals("base") ? Future.succeededFuture("base") : resolve(q.model())).map(FakeModules::resident);
        });
        bus.handle(ModelMessages.ENSURE, q -> q.model().equals("base")
                ? Future.succeededFuture(new ModelMessages.EnsuredModel("base",
                        new ModelMessages.ModelSource("https://models.example/base", "ggml-base.bin", 7, "0".repeat(64)), null, null))
                : resolve(q.model()).map(name -> new ModelMessages.EnsuredModel(name, null, null, null)));
        bus.handle(JobMessages.SUBMIT_DOWNLOAD, q -> submit(new SubmitTranscription("base", "base", false, null, null, null, false, null, null, null))
                .map(job -> new JobMessages.DownloadAnswer(q.model(), job)));
        bus.handle(ModelMessages.UNLOAD, q -> {
            modelRequests.add(q);
            return resolve(q.model()).map(Empty.INSTANCE);
        });
        bus.handle(DecisionMessages.DECISIONS, q -> Future.succeededFuture(new DecisionMessages.DecisionList(List.of(
                new DecisionMessages.Decision(CREATED, "n", "micro.en", DecisionMessages.DecisionAction.LOAD,
                        DecisionMessages.DecisionCode.REQUESTED, "requested by a job", Map.of("available_mb", 2000.0), "0m0")))));
        bus.handle(JobMessages.FORGET, q -> find(q.id()).map(job -> {
            jobs.remove(job.id());
            return Empty.INSTANCE;
        }));
        bus.handle(JobMessages.AUDIO, q -> audio != null ? Future.succeededFuture(audio)
                : Future.failedFuture(new Fault(Fault.Code.FILE_NOT_FOUND, "It is not kept.")));
        bus.handle(SystemMessages.READ, q -> Future.succeededFuture(reading));
        bus.handle(SystemMessages.HISTORY, q -> Future.succeededFuture(new SystemMessages.SystemHistory(List.of(
                new SystemMessages.SystemSample(CREATED, 25, 2, 80, 0, 10, 8)))));
        bus.handle(SettingsMessages.GET, q -> Future.succeededFuture(settings("auto")));
        TelemetryEvent event = new TelemetryEvent(TelemetryEventType.TRANSCRIPTION_COMPLETED, CREATED, "0.1.0", "linux", "arm64", 60L, "base", false);
        bus.handle(TelemetryMessages.GET, q -> Future.succeededFuture(new TelemetryState(false, true, "Nothing is sent: telemetry is off.", List.of(event),
                List.of())));
        bus.handle(SettingsMessages.PUT, q -> {
            if (q.values().containsKey("models.keep_alive")) {
                throw new Fault(Fault.Code.BAD_REQUEST, "Nothing was changed.", List.of(new Fault.KeyProblem("models.keep_alive", "must be a duration")));
            }
            if (q.dryRun() == null) {
                modelRequests.add(q.values());
            }
            return Future.succeededFuture(settings(String.valueOf(q.values().get("models.strategy"))));
        });
        engine = bus.handle(EngineMessages.STATUS, q -> Future.succeededFuture(
                new EngineMessages.EngineStatus(Config.Isolation.PROCESS, 2, List.of(), List.of())));
    }

    private static SettingsMessages.CurrentSettings settings(String strategy) {
        return new SettingsMessages.CurrentSettings(List.of(new Setting("models.strategy", strategy, "user", List.of("auto", "always")),
                new Setting("models.max_resident", 1, "default", null), new Setting("dashboard.show_memory", true, "default", null)), "a notice");
    }

    /** From now on jobs stay queued until the test moves them. */
    synchronized FakeModules manual() {
        manual = true;
        return this;
    }

    /** From now on SUBMIT fails. */
    synchronized void refuse(Fault fault) {
        refusal = fault;
    }

    /** From now on SUBMIT answers only when this completes. */
    synchronized void holdSubmit(Future<Void> until) {
        gate = until;
    }

    SubmitTranscription submitted() throws InterruptedException {
        return taken(submits);
    }

    String cancelled() throws InterruptedException {
        return taken(cancels);
    }

    static <T> T taken(BlockingQueue<T> queue) throws InterruptedException {
        T value = queue.poll(20, TimeUnit.SECONDS);
        if (value == null) {
            throw new AssertionError("it did not happen within 20 s");
        }
        return value;
    }

    /** From now on the audio of every job is this. */
    void keep(Path file, String name) throws IOException {
        audio = new JobMessages.JobAudio(file.toString(), name, Files.size(file));
    }

    synchronized void rename(String id, String name) {
        Job job = jobs.get(id);
        jobs.put(id, new Job(job.id(), job.kind(), job.parent(), job.state(), job.waitingFor(), job.progress(), job.position(), job.duration(), job.created(),
                job.started(), job.ended(), name, job.model(), job.language(), job.languageProbability(), job.transfer(), job.folder(), job.text(),
                job.segments(), job.error(), job.notice(), null, null, null, false, false, false, job.timing(), null, null));
    }

    /** The newest job's id. */
    synchronized String lastId() {
        return new ArrayList<>(jobs.keySet()).get(jobs.size() - 1);
    }

    /** Ends one window of the job: publishes it, and the job's progress. */
    synchronized void window(String id, int index, String text) {
        Job old = jobs.get(id);
        Segment segment = new Segment(index * 5, index * 5 + 5, text);
        List<Segment> segments = new ArrayList<>(old.segments());
        segments.add(segment);
        Job job = new Job(id, old.kind(), null, JobState.RUNNING, null, Math.min(1, (index + 1) / 4.0), index * 5 + 5.0, 20.0, CREATED, CREATED,
                null, old.name(), old.model(), "en", 0.9, null, null, old.text() + text, segments, null, null, null, null, null, false, false, false,
                null, null, null);
        jobs.put(id, job);
        bus.publish(JobMessages.SEGMENT, new WindowDone(id, index, List.of(segment), text, index * 5 + 5, 20.0));
        bus.publish(JobMessages.CHANGED, brief(job));
    }

    synchronized void complete(String id) {
        end(id, JobState.COMPLETED, null);
    }

    synchronized void fail(String id, Fault fault) {
        end(id, JobState.FAILED, fault.info());
    }

    private synchronized Future<Job> submit(SubmitTranscription submit) {
        submits.add(submit);
        if (refusal != null) {
            return Future.failedFuture(refusal);
        }
        return resolve(submit.model()).map(model -> {
            String id = "job" + (jobs.size() + 1);
            jobs.put(id, new Job(id, submit.translate() ? "translate" : "transcribe", null, JobState.QUEUED, null, 0.0, null, null, CREATED, null,
                    null, submit.name(), model, submit.language() == null ? "auto" : submit.language(), null, null, null, "", List.of(), null, null,
                    null, null, null, false, false, false, null, null, null));
            return id;
        }).compose(id -> gate.map(id)).map(id -> {
            Job job = jobs.get(id);
            if (!manual) {
                window(id, 0, WINDOWS.get(0));
                window(id, 1, WINDOWS.get(1));
                complete(id);
            }
            return job;
        });
    }

    private static Future<String> resolve(String model) {
        if (model == null || model.equals("whisper-1") || model.equals("micro.en")) {
            return Future.succeededFuture("micro.en");
        }
        return Future.failedFuture(new Fault(Fault.Code.MODEL_NOT_FOUND, "There is no model '" + model + "'; there is micro.en."));
    }

    private static ResidentView resident(String name) {
        return new ResidentView(name, ModelMessages.ModelState.RESIDENT, CREATED, CREATED.plusSeconds(300), "used; leaves in 5 minutes", 0, 30_000_000L,
                4711L, new EngineMessages.EngineLibrary("whisper.cpp", "1.9.3", "/opt/libwhisper.so", "CUDA", "a GPU", null), null);
    }

    private synchronized Future<Job> find(String id) {
        Job job = jobs.get(id);
        return job != null ? Future.succeededFuture(job)
                : Future.failedFuture(new Fault(Fault.Code.JOB_NOT_FOUND, "There is no job '" + id + "'."));
    }

    private synchronized Future<Job> await(Job job) {
        if (jobs.get(job.id()).state().ended()) {
            return Future.succeededFuture(jobs.get(job.id()));
        }
        Promise<Job> end = Promise.promise();
        waiters.computeIfAbsent(job.id(), id -> new ArrayList<>()).add(end);
        awaits.add(job.id());
        return end.future();
    }

    /** Answers every AWAIT with the job as it is, as the real module does when its time is up. */
    synchronized void answerWaiters(String id) {
        List<Promise<Job>> waiting = waiters.getOrDefault(id, List.of());
        waiters.put(id, new ArrayList<>());
        waiting.forEach(promise -> promise.complete(jobs.get(id)));
    }

    /** Leaves every AWAIT without its answer, as a module that has too much to do. */
    synchronized void leaveWaiters(String id) {
        List<Promise<Job>> waiting = waiters.getOrDefault(id, List.of());
        waiters.put(id, new ArrayList<>());
        waiting.forEach(promise -> promise.fail(new Fault(Fault.Code.TIMEOUT, "No answer.")));
    }

    private synchronized Job cancel(Job job) {
        cancels.add(job.id());
        if (!job.state().ended()) {
            end(job.id(), JobState.CANCELLED, null);
        }
        return jobs.get(job.id());
    }

    private void end(String id, JobState state, Fault.Info error) {
        Job old = jobs.get(id);
        Job job = new Job(id, old.kind(), null, state, null, 1.0, 10.0, 10.0, CREATED, CREATED, CREATED.plusSeconds(1), old.name(), old.model(),
                old.language().equals("auto") ? "en" : old.language(), old.language().equals("auto") ? 0.9 : old.languageProbability(), null, null,
                old.text(), old.segments(), error, null, null, null, null, false, false,
                        false, new Timing(10, 20, 1500, 0.15, new UsedLibrary("whisper.cpp", "1.9.3", "CUDA", "a \"GPU\"™")),
                                List.of(new LogLine(CREATED, "queued")), null);
        jobs.put(id, job);
        bus.publish(JobMessages.CHANGED, brief(job));
        answerWaiters(id);
        submits.stream().filter(SubmitTranscription::owned).forEach(submit -> delete(submit.path()));
    }

    private static void delete(String path) {
        try {
            Files.deleteIfExists(Path.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized JobMessages.JobList list(Integer limit) {
        return new JobMessages.JobList(jobs.values().stream().map(FakeModules::brief).limit(limit == null ? 100 : limit).toList(), null);
    }

    private static Job brief(Job job) {
        return new Job(job.id(), job.kind(), job.parent(), job.state(), job.waitingFor(), job.progress(), job.position(), job.duration(), job.created(),
                job.started(), job.ended(), job.name(), job.model(), job.language(), job.languageProbability(), job.transfer(), job.folder(), null,
                null, job.error(), job.notice(), null,
                        null, null, false, false, false,
                job.timing(), null, null);
    }
}
