package dev.earshot.models;

import dev.earshot.bus.BlockingWork;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.config.KeepAlive;
import dev.earshot.downloads.DownloadMessages;
import dev.earshot.engine.EngineMessages;
import dev.earshot.models.ModelMessages.AcquireModel;
import dev.earshot.models.ModelMessages.LoadModel;
import dev.earshot.models.ModelMessages.ModelLease;
import dev.earshot.models.ModelMessages.ReleaseModel;
import dev.earshot.models.ModelMessages.RemoveModel;
import dev.earshot.models.ModelMessages.RenewedLeases;
import dev.earshot.models.ModelMessages.ResidentList;
import dev.earshot.models.ModelMessages.ResidentView;
import dev.earshot.models.ModelMessages.UnloadModel;
import dev.earshot.settings.SettingsMessages;
import dev.earshot.system.SystemMessages;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Answers requests about models; {@link Residency} decides which stay in memory. See {@link ModelMessages}. */
public final class ModelVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(ModelVerticle.class);

    private final Bus bus;
    private final Clock clock;
    private final ModelFolder folder;
    private final Residency residency;
    private final LastUsedModels lastSession;
    private final boolean serve;
    private final ModelTimeouts timeouts;
    private final DecisionLog decisions;
    private final ProcessorPolicy processor;
    private Config config;
    private ModelOverview overview;
    private ResidencyEffects effects;
    private ShortSpeechTrust trust;
    private BlockingWork work;
    private ModelChoice choice;
    private MemorySnapshot memory = MemorySnapshot.UNKNOWN;

    /** @param serve whether this is the service, which remembers the last used models, and not a command in the terminal */
    public ModelVerticle(Bus bus, Config config, Clock clock, boolean serve) {
        this(bus, config, clock, serve, ModelTimeouts.of(config));
    }

    ModelVerticle(Bus bus, Config config, Clock clock, boolean serve, ModelTimeouts timeouts) {
        this.bus = bus;
        this.config = config;
        this.clock = clock;
        this.folder = new ModelFolder(config.data());
        this.choice = new ModelChoice(folder, config.models().defaultModel());
        this.residency = new Residency(ResidencyLimits.of(config.models()));
        this.decisions = new DecisionLog(bus);
        this.processor = new ProcessorPolicy(config.models().cpuPolicy());
        this.lastSession = new LastUsedModels(config.data());
        this.serve = serve;
        this.timeouts = timeouts;
    }

    @Override
    public Future<?> start() {
        work = new BlockingWork(vertx);
        trust = new ShortSpeechTrust(work, bus, clock, decisions, config, serve);
        overview = new ModelOverview(work, bus, folder, residency, trust, config.data(), serve);
        effects = new ResidencyEffects(vertx, bus, clock, residency, decisions, timeouts, new ResidencyEffects.Surroundings(
                name -> withChoice(now -> now.prepare(name)), overview::memoryOf, this::readMemory, trust::onLoaded));
        bus.handle(ModelMessages.RESOLVE, request -> withChoice(now -> now.resolve(request)));
        bus.handle(ModelMessages.ENSURE, request -> withChoice(now -> now.ensure(request)));
        bus.handle(ModelMessages.REMOVE, this::remove);
        bus.handle(ModelMessages.ACQUIRE, this::acquire);
        bus.handle(ModelMessages.RENEW, request -> Future.succeededFuture(new RenewedLeases(effects.renew(request.leases()))));
        bus.handle(ModelMessages.RELEASE, this::release);
        bus.handle(ModelMessages.LIST, request -> overview.models(config.models().defaultModel()));
        bus.handle(ModelMessages.PS, request -> overview.residents());
        bus.handle(ModelMessages.LOAD, this::load);
        bus.handle(ModelMessages.UNLOAD, this::unload);
        bus.handle(DecisionMessages.DECISIONS, request -> Future.succeededFuture(decisions.list(request)));
        bus.subscribe(SettingsMessages.CHANGED, this::onSettingsChanged);
        bus.subscribe(SystemMessages.MEMORY, this::onReading);
        bus.subscribe(EngineMessages.WINDOW, this::onWindowMeasured);
        bus.subscribe(EngineMessages.COMPARED, trust::onCompared);
        bus.subscribe(DownloadMessages.VERIFIED, this::onFileVerified);
        if (serve) {
            preload();
        }
        return readMemory();
    }

    @Override
    public Future<?> stop() {
        effects.stop();
        return Future.join(Stream.concat(Stream.of(overview.write(), work.settled()), residency.models().stream()
                .map(model -> bus.request(EngineMessages.UNLOAD, new EngineMessages.UnloadEngineModel(model.name())))).toList());
    }

    /** Loads models ahead of the first request, if configured; the start does not wait for it. */
    private void preload() {
        work.runInOrder(lastSession::models).onSuccess(last -> preload(Preloading.models(config.models(), last)));
    }

    /** One after the other; the last one is the last to be evicted. */
    private void preload(List<String> models) {
        Future<?> before = Future.succeededFuture();
        for (String model : models) {
            before = before.transform(done -> acquireLease(model, null, "preload", null))
                    .onSuccess(lease -> effects.release(lease.lease()))
                    .onFailure(error -> LOG.warn("The model {} is not loaded ahead: {}", model, error.getMessage()));
        }
    }

    private Future<ModelLease> acquire(AcquireModel request) {
        return acquireLease(request.model(), request.keepAlive(), "job " + request.holder(), request.holder()).compose(this::rememberUse);
    }

    private Future<ModelLease> rememberUse(ModelLease held) {
        boolean recorded = !serve || lastSession.isLatest(held.model());
        return recorded ? Future.succeededFuture(held) : work.runInOrder(() -> lastSession.onUsed(held.model())).map(held);
    }

    private void onSettingsChanged(SettingsMessages.CurrentSettings changed) {
        Config.Models before = config.models();
        config = config.with(changed.settings());
        choice = new ModelChoice(folder, config.models().defaultModel());
        processor.policy(config.models().cpuPolicy());
        trust.setting(config.engine().shortSpeech());
        effects.perform(residency.limits(ResidencyLimits.of(config.models()), clock.instant()));
        if (serve && config.models().strategy() == Config.Strategy.ALWAYS
                && !(before.strategy() == Config.Strategy.ALWAYS && before.defaultModel().equals(config.models().defaultModel()))) {
            preload(List.of(config.models().defaultModel()));
        }
    }

    private void onReading(SystemMessages.SystemReading reading) {
        if (reading.node().equals(bus.node())) {
            onMemory(reading);
            processor.onProcessorLoad(reading.cpu().averagePercent(), clock.instant()).forEach(this::onModelSwitch);
        }
    }

    private void onMemory(SystemMessages.SystemReading reading) {
        SystemMessages.Level before = memory.level();
        memory = MemorySnapshot.of(reading);
        if (memory.level() != before) {
            effects.perform(residency.onMemoryLevel(memory, clock.instant()));
        }
    }

    private void onWindowMeasured(EngineMessages.WindowMeasured window) {
        if (window.node().equals(bus.node())) {
            overview.onWindowMeasured(window);
            processor.onWindow(window.model(), window.seconds(), window.milliseconds(), clock.instant()).forEach(this::onModelSwitch);
        }
    }

    /** Recorded immediately, so that loading it next does not read the file again. */
    private void onFileVerified(DownloadMessages.FileVerified event) {
        Path file = Path.of(event.file());
        if (event.node().equals(bus.node()) && file.startsWith(folder.path().toAbsolutePath())) {
            folder.verified().add(folder.verified().name(file), event.bytes(), event.modified().toEpochMilli(), event.sha256());
            work.run(folder.verified()::save);
        }
    }

    /** Runs on a worker thread, as it reads files; with the current default model. */
    private <T> Future<T> withChoice(Function<ModelChoice, T> question) {
        ModelChoice now = choice;
        return work.run(() -> question.apply(now));
    }

    private void onModelSwitch(ProcessorPolicy.ModelSwitch step) {
        decisions.add(step, clock.instant());
    }

    /** @param job that requests it, or null */
    private Future<ModelLease> acquireLease(String name, String keepAlive, String holder, String job) {
        KeepAlive wish = keepAlive == null || keepAlive.isBlank() ? null : KeepAlive.parse(keepAlive);
        return withChoice(now -> ModelSelection.of(now.installed(name), folder.all())).compose(found -> {
            String asked = found.requested().name();
            LoadRequest request = found.loadRequest(processor.select(asked, found.substitutes(), clock.instant()));
            return memoryForLoading(request.name()).compose(memory -> effects.acquire(request, wish, holder, job, memory))
                    .map(lease -> new ModelLease(lease, request.name(), DecisionText.notice(processor.notice(asked, request.name()),
                            ResidencyLimits.of(config.models()).notice(wish), memory.notice()), found.windowSeconds(request.name()),
                    timeouts.leaseLifetime().toMillis()));
        });
    }

    /** The current memory, read again where the model has to be loaded. */
    private Future<MemorySnapshot> memoryForLoading(String model) {
        return residency.find(model).isPresent() ? Future.succeededFuture(memory) : readMemory();
    }

    /** Completes with the last known memory where the system module does not answer. */
    private Future<MemorySnapshot> readMemory() {
        return bus.request(SystemMessages.READ, Empty.INSTANCE).onSuccess(this::onMemory).transform(read -> Future.succeededFuture(memory));
    }

    private Future<Empty> release(ReleaseModel request) {
        effects.release(request.lease());
        return Future.succeededFuture(Empty.INSTANCE);
    }

    private Future<ResidentView> load(LoadModel request) {
        return acquireLease(request.model(), request.keepAlive(), "a request to load it", null).compose(this::rememberUse).compose(lease -> {
            // With a keep_alive of 0 it is unloaded as soon as the lease ends; then its last state is returned.
            return overview.residents().onComplete(held -> effects.release(lease.lease()))
                    .compose(held -> overview.residents()
                            .map(all -> find(all, lease.model()).or(() -> find(held, lease.model())).orElseThrow().with(lease.notice())));
        });
    }

    private static Optional<ResidentView> find(ResidentList all, String name) {
        return all.models().stream().filter(model -> model.name().equals(name)).findFirst();
    }

    private Future<Empty> unload(UnloadModel request) {
        if (config.models().strategy() == Config.Strategy.ALWAYS) {
            throw new Fault(Fault.Code.FORBIDDEN, "Models stay in memory, because models.strategy is always. Change that setting, and they can be unloaded.");
        }
        // Immediately where the name is exact, so that it precedes the next request.
        return request.model() != null && residency.find(request.model()).isPresent() ? effects.unload(request.model())
                : withChoice(now -> now.canonicalName(request.model())).compose(effects::unload);
    }

    /** Unloads the model when the requests that use it have ended, then deletes its files, including incomplete downloads. */
    private Future<Empty> remove(RemoveModel request) {
        return withChoice(now -> now.removable(now.canonicalName(request.model())))
                .compose(model -> (residency.find(model.name()).isEmpty() ? Future.succeededFuture() : effects.unload(model.name()))
                        .compose(out -> Future.join(folder.paths(model).stream().map(file ->
                                bus.request(DownloadMessages.DISCARD, new DownloadMessages.Discard(file.toAbsolutePath().toString()))).toList()))
                        .compose(discarded -> work.run(() -> folder.remove(model))))
                .map(Empty.INSTANCE);
    }
}
