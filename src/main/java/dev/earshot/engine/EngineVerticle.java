package dev.earshot.engine;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Outstanding;
import dev.earshot.config.Config;
import dev.earshot.engine.EngineDispatcher.PendingWindow;
import dev.earshot.engine.EngineMessages.EngineChange;
import dev.earshot.engine.EngineMessages.EngineEvent;
import dev.earshot.engine.EngineMessages.EngineModelLoaded;
import dev.earshot.engine.EngineMessages.LoadEngineModel;
import dev.earshot.engine.EngineMessages.ModelCapabilities;
import dev.earshot.engine.EngineMessages.ShortWindowCompared;
import dev.earshot.engine.EngineMessages.ShortWindowResult;
import dev.earshot.engine.EngineMessages.TranscribeWindow;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import dev.earshot.engine.EngineMessages.UnloadEngineModel;
import dev.earshot.engine.EngineMessages.UseShortSpeech;
import dev.earshot.engine.EngineMessages.WindowMeasured;
import dev.earshot.engine.EngineMessages.WindowProgress;
import dev.earshot.engine.ShortSpeech.Sample;
import dev.earshot.engine.process.Deadline;
import dev.earshot.engine.process.EngineScratch;
import dev.earshot.engine.registry.EngineRegistry;
import dev.earshot.engine.spi.Capabilities;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.log.Logging;
import dev.earshot.log.Stage;
import dev.earshot.machine.Children;
import dev.earshot.machine.Machine;
import dev.earshot.speech.AlignmentHead;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Holds the native models. A worker with one thread of its own: whatever needs native code waits its turn here, and nothing
 * else of the service ever waits for it. See {@link EngineMessages}.
 */
public final class EngineVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(EngineVerticle.class);

    /** Who dictates pauses for less, and a burst of requests is not met by one that must be ended first. */
    private static final Duration IDLE_TIME = Duration.ofSeconds(3);

    /** Windows that may wait for a model beside those of this node's jobs, about 1 MB each. */
    private static final int WINDOWS = 32;
    private static final int WINDOWS_OF_A_JOB = 16;

    private final Bus bus;
    private final Config config;
    private final Clock clock;
    private final Machine machine = Machine.here();
    private final Children children;
    private final LoadedEngines engines = new LoadedEngines();
    private final Map<String, LoadedModel> models = new HashMap<>();
    /** By which the models find words in the audio, where that is known. */
    private final Map<String, List<AlignmentHead>> heads = new HashMap<>();
    /** What a person should know, of this machine and of its engines. */
    private final Set<String> warnings = Collections.synchronizedSet(new LinkedHashSet<>());
    private final EngineStarter starter;
    private final ShortSpeech shortSpeech;
    private final Duration idleTime;
    /** Whose window is worked on, or null; and how often its process had to be restarted. */
    private String job;
    private int restarts;

    public EngineVerticle(Bus bus, Config config, Clock clock) {
        this(bus, config, clock, IDLE_TIME);
    }

    /** @param idleTime after which short windows are compared */
    EngineVerticle(Bus bus, Config config, Clock clock, Duration idleTime) {
        this.idleTime = idleTime;
        this.shortSpeech = new ShortSpeech(config.engine());
        this.bus = bus;
        this.config = config;
        this.children = new Children(config.data());
        this.clock = clock;
        this.starter = new EngineStarter(config, children, warnings);
    }

    /** A worker whose pool is one thread: the native library must never see a second. */
    public static DeploymentOptions deployment() {
        return new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER).setWorkerPoolName("earshot-engine")
                .setWorkerPoolSize(1).setMaxWorkerExecuteTime(1).setMaxWorkerExecuteTimeUnit(TimeUnit.HOURS);
    }

    /** Native threads of a window: as configured, else what this JVM may use, which counts a container's limits. */
    static int threads(Config.Engine config) {
        return config.threads() > 0 ? config.threads() : Runtime.getRuntime().availableProcessors();
    }

    /** No job of this node is ever refused: each has at most two windows here. Others may have as many as fit beside them. */
    private static WindowQueue.Capacity limits(Config.Jobs jobs) {
        return new WindowQueue.Capacity(WINDOWS + 2 * jobs.active(), WINDOWS_OF_A_JOB);
    }

    @Override
    public Future<?> start() {
        EngineScratch.sweep(config.data());
        warnings.addAll(SupportedPlatform.here().warnings());
        warnings.forEach(LOG::warn);
        return vertx.deployVerticle(new EngineControl(bus, config.engine(), engines, warnings, limits(config.jobs()), new EngineThread(
                request -> inTurn(() -> load(request)), request -> inTurn(() -> unload(request)), request -> inTurn(() -> useShortSpeech(request)),
                window -> inTurn(() -> transcribe(window)), cancellation -> inTurn(() -> compareNext(cancellation)), idleTime)));
    }

    @Override
    public Future<?> stop() {
        models.values().forEach(LoadedModel::close);
        models.clear();
        children.close();
        return Outstanding.lastTurn(context);
    }

    private EngineModelLoaded load(LoadEngineModel request) {
        long began = System.nanoTime();
        heads.put(request.model(), request.alignmentHeads());
        LoadedModel model = models.get(request.model());
        // In this JVM there is nothing that could be restarted.
        Long limit = config.engine().isolation() == Config.Isolation.NONE ? null : request.limit();
        if (model == null) {
            if (request.engine() != null) {
                EngineRegistry.named(request.engine());
            }
            model = LoadedModel.load(request.model(), Path.of(request.path()), file -> starter.start(file, request.library()), engines,
                    new MemoryLimit(limit, pid -> machine.process(pid).map(Machine.Process::resident).orElse(null)),
                            (event, pid, reason) -> report(request.model(), event, pid, reason));
            models.put(request.model(), model);
        } else {
            model.limit(limit);
            model.ensure();
        }
        return new EngineModelLoaded(request.model(), millisSince(began), model.pid(), model.capabilities().multilingual(), capabilities(model.capabilities()));
    }

    private static ModelCapabilities capabilities(Capabilities model) {
        return new ModelCapabilities(model.languages(), model.translate(), model.prompt(), model.words(), model.streaming());
    }

    private Empty unload(UnloadEngineModel request) {
        heads.remove(request.model());
        shortSpeech.forget(request.model());
        LoadedModel model = models.remove(request.model());
        if (model != null) {
            model.close();
        }
        return Empty.INSTANCE;
    }

    private Empty useShortSpeech(UseShortSpeech request) {
        if (models.containsKey(request.model())) {
            shortSpeech.use(request);
        }
        return Empty.INSTANCE;
    }

    /** What native code has a part in, in the order in which it is asked for. */
    private <T> Future<T> inTurn(Supplier<T> work) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(now -> {
            try {
                answer.complete(work.get());
            } catch (RuntimeException | StackOverflowError e) {
                answer.fail(e);
            }
        });
        return answer.future();
    }

    private boolean compareNext(Cancellation cancellation) {
        Sample sample = shortSpeech.next();
        LoadedModel model = sample == null ? null : models.get(sample.model());
        if (model == null) {
            return false;
        }
        try {
            boolean agreed = shortSpeech.compare(sample, model, Duration.ofSeconds(config.engine().windowLimitSeconds()), cancellation);
            compared(sample.model(), agreed ? ShortWindowResult.AGREED : ShortWindowResult.DIFFERED);
        } catch (Fault fault) {
            LOG.debug("A short window of the model {} is not compared: {}", sample.model(), fault.getMessage());
        } finally {
            // After what has ended it: an unload needs no process that was started for it.
            context.runOnContext(now -> restore(sample.model(), null));
        }
        return true;
    }

    private void compared(String model, ShortWindowResult result) {
        bus.publish(EngineMessages.COMPARED, new ShortWindowCompared(clock.instant(), bus.node(), model, result));
    }

    @SuppressWarnings("try") // the deadline is there to be closed
    private TranscribedWindow transcribe(PendingWindow pending) {
        long waitedMs = pending.waited().toMillis();
        long began = System.nanoTime();
        Cancellation cancellation = pending.cancellation();
        cancellation.check();
        TranscribeWindow request = pending.request();
        Stage.DISPATCHED.reached(request.job());
        LoadedModel model = models.get(request.model());
        if (model == null) {
            throw new Fault(Fault.Code.ENGINE_UNAVAILABLE, "The model '" + request.model() + "' is not loaded.");
        }
        WindowRequest window = new WindowRequest(pending.audio().pcm().getBytes(), request.language(), request.translate(),
                request.prompt() == null ? "" : request.prompt(),
                request.temperature() == null ? 0 : request.temperature().floatValue(), 0, threads(config.engine()));
        if (request.words()) {
            window = window.withWords(heads.getOrDefault(request.model(), List.of()));
        }
        window = request.logprobs() ? window.withLogprobs() : window;
        job = request.job();
        restarts = 0;
        try (Deadline limit = Deadline.in(Duration.ofSeconds(config.engine().windowLimitSeconds()), cancellation::expire)) {
            FirstAttempt first = new FirstAttempt(request.job() == null ? null : segments ->
                    bus.publish(EngineMessages.PROGRESS, new WindowProgress(request.ticket(), request.job(), segments)));
            LanguageCheck recognise = new LanguageCheck(part -> model.recognise(part, cancellation, first.begin()), request.detected());
            WindowAttempts.Outcome best = new WindowAttempts(recognise, shortSpeech.rule(request.model(), model.tellsTokens()))
                    .recognise(window, request.speech());
            if (model.usesOwnLibrary()) {
                starter.onRecognised();
            }
            if (shortSpeech.recognised(request.model(), window.part(window.pcm(), best.heard().language()), best)) {
                compared(request.model(), ShortWindowResult.DOUBTED);
            }
            long milliseconds = millisSince(began);
            Stage.RECOGNISED.reached(request.job());
            bus.publish(EngineMessages.WINDOW, new WindowMeasured(clock.instant(), bus.node(), request.model(), request.ticket(), request.job(),
                    window.seconds(), milliseconds));
            return new TranscribedWindow(best.heard().segments(), best.heard().language(), best.heard().languageProbability(),
                    best.audioContext(), milliseconds, waitedMs, restarts, best.redone(), EngineControl.library(model.info()));
        } finally {
            job = null;
            // After the answer. A window that was ended took its process along; the model is to be ready for the next one.
            context.runOnContext(now -> restore(request.model(), request.job()));
        }
    }

    private void restore(String name, String itsJob) {
        LoadedModel model = models.get(name);
        if (model != null) {
            job = itsJob;
            try {
                model.ensure();
                model.checkMemory();
            } catch (Fault fault) {
                lines(Level.WARN).log(fault.getMessage());
            }
            job = null;
        }
    }

    private void report(String model, EngineChange event, Long pid, String reason) {
        lines(event == EngineChange.CRASHED ? Level.WARN : Level.INFO).log("Engine of {} {}: {}", model, event.name().toLowerCase(Locale.ROOT), reason);
        restarts += event == EngineChange.RESTARTED ? 1 : 0;
        if (event == EngineChange.CRASHED && models.containsKey(model) && models.get(model).usesOwnLibrary()) {
            starter.onCrashed(reason);
        }
        bus.publish(EngineMessages.EVENT, new EngineEvent(clock.instant(), bus.node(), model, event, pid, reason));
    }

    private LoggingEventBuilder lines(Level level) {
        LoggingEventBuilder line = LOG.atLevel(level);
        return job == null ? line : line.addKeyValue(Logging.JOB, job);
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
