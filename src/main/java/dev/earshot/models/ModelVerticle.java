package dev.earshot.models;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.config.KeepAlive;
import dev.earshot.downloads.DownloadMessages;
import dev.earshot.engine.EngineMessages;
import dev.earshot.log.SlowLog;
import dev.earshot.models.ModelMessages.AcquireModel;
import dev.earshot.models.ModelMessages.LoadModel;
import dev.earshot.models.ModelMessages.ModelLease;
import dev.earshot.models.ModelMessages.ReleaseModel;
import dev.earshot.models.ModelMessages.RemoveModel;
import dev.earshot.models.ModelMessages.ResidentList;
import dev.earshot.models.ModelMessages.ResidentView;
import dev.earshot.models.ModelMessages.UnloadModel;
import dev.earshot.settings.SettingsMessages;
import dev.earshot.system.SystemMessages;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Knows the models and keeps in memory what {@link Residency} says. See {@link ModelMessages}. */
public final class ModelVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(ModelVerticle.class);

    private final Bus bus;
    private final Clock clock;
    private final ModelFolder folder;
    private final Residency residency;
    private final LastUsedModels lastSession;
    private final boolean serve;
    private final Duration loadTimeout;
    private final DecisionLog decisions;
    private final ProcessorPolicy processor;
    private final Map<String, Promise<Void>> leases = new HashMap<>();
    private final Map<String, List<Promise<Empty>>> leaving = new HashMap<>();
    private Config config;
    private ModelOverview overview;
    private ModelChoice choice;
    private MemorySnapshot space = MemorySnapshot.UNKNOWN;
    private long timer = -1;

    /** @param serve whether this is the service, whose sessions are remembered, and not one run of the terminal beside it */
    public ModelVerticle(Bus bus, Config config, Clock clock, boolean serve) {
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
        this.loadTimeout = EngineMessages.loadTimeout(config.engine().windowLimitSeconds());
    }

    @Override
    public Future<?> start() {
        overview = new ModelOverview(vertx, bus, folder, residency, config.data(), serve);
        bus.handle(ModelMessages.RESOLVE, request -> vertx.executeBlocking(() -> choice.resolve(request), false));
        bus.handle(ModelMessages.ENSURE, request -> vertx.executeBlocking(() -> choice.ensure(request), false));
        bus.handle(ModelMessages.REMOVE, this::remove);
        bus.handle(ModelMessages.ACQUIRE, this::acquire);
        bus.handle(ModelMessages.RELEASE, this::release);
        bus.handle(ModelMessages.LIST, request -> overview.models(config.models().defaultModel()));
        bus.handle(ModelMessages.PS, request -> overview.residents());
        bus.handle(ModelMessages.LOAD, this::load);
        bus.handle(ModelMessages.UNLOAD, this::unload);
        bus.handle(ModelMessages.DECISIONS, request -> Future.succeededFuture(decisions.list(request)));
        bus.subscribe(SettingsMessages.CHANGED, this::settings);
        bus.subscribe(SystemMessages.MEMORY, this::onReading);
        bus.subscribe(EngineMessages.WINDOW, this::onWindowMeasured);
        if (serve) {
            preload();
        }
        return look();
    }

    @Override
    public Future<?> stop() {
        vertx.cancelTimer(timer);
        return Future.join(Stream.concat(Stream.of(overview.write()), residency.models().stream()
                .map(model -> bus.request(EngineMessages.UNLOAD, new EngineMessages.UnloadEngineModel(model.name())))).toList());
    }

    /** Loads models ahead of the first request, if that is wanted; the start does not wait for it. */
    private void preload() {
        vertx.executeBlocking(lastSession::models).onSuccess(last -> preload(Preloading.models(config.models(), last)));
    }

    /** One after the other, the last one first: so it is the last to leave. */
    private void preload(List<String> wanted) {
        Future<?> before = Future.succeededFuture();
        for (String model : wanted) {
            before = before.transform(done -> hold(model, null, "preload", null))
                    .onSuccess(lease -> perform(residency.release(lease.lease(), clock.instant())))
                    .onFailure(error -> LOG.warn("The model {} is not loaded ahead: {}", model, error.getMessage()));
        }
    }

    private Future<ModelLease> acquire(AcquireModel request) {
        return hold(request.model(), request.keepAlive(), "job " + request.holder(), request.holder()).compose(this::used);
    }

    private Future<ModelLease> used(ModelLease held) {
        return serve ? vertx.executeBlocking(() -> lastSession.used(held.model())).map(held) : Future.succeededFuture(held);
    }

    private void settings(SettingsMessages.CurrentSettings changed) {
        Config.Models before = config.models();
        config = config.with(changed.settings());
        choice = new ModelChoice(folder, config.models().defaultModel());
        processor.policy(config.models().cpuPolicy());
        perform(residency.rules(ResidencyLimits.of(config.models()), clock.instant()));
        if (serve && config.models().strategy() == Config.Strategy.ALWAYS
                && !(before.strategy() == Config.Strategy.ALWAYS && before.defaultModel().equals(config.models().defaultModel()))) {
            preload(List.of(config.models().defaultModel()));
        }
    }

    private void onReading(SystemMessages.SystemReading reading) {
        if (reading.node().equals(bus.node())) {
            memory(reading);
            processor.processor(reading.cpu().averagePercent(), clock.instant()).forEach(this::stepped);
        }
    }

    private void memory(SystemMessages.SystemReading reading) {
        SystemMessages.Level before = space.level();
        space = MemorySnapshot.of(reading);
        if (space.level() != before) {
            perform(residency.pressure(space, clock.instant()));
        }
    }

    private void onWindowMeasured(EngineMessages.WindowMeasured window) {
        if (window.node().equals(bus.node())) {
            overview.onWindowMeasured(window);
            residency.used(window.model(), clock.instant());
            processor.window(window.model(), window.seconds(), window.milliseconds(), clock.instant()).forEach(this::stepped);
        }
    }

    private void stepped(ProcessorPolicy.ModelSwitch step) {
        decisions.add(clock.instant(), step.asked(), step.action(), step.sentence(), Map.of("percent", step.percent(), "factor", step.factor()), null);
    }

    /** @param job that asks for it, or null */
    private Future<ModelLease> hold(String name, String keepAlive, String holder, String job) {
        KeepAlive wish = keepAlive == null || keepAlive.isBlank() ? null : KeepAlive.parse(keepAlive);
        return vertx.executeBlocking(() -> ModelSelection.of(choice.installed(name), folder.all()), false).compose(found -> {
            String asked = found.asked().name();
            LoadRequest wanted = found.wanted(processor.asked(asked, found.below(), clock.instant()));
            return now(wanted.name()).compose(memory -> hold(wanted, wish, holder, job, memory))
                    .map(lease -> new ModelLease(lease, wanted.name(), notice(processor.notice(asked, wanted.name()),
                            ResidencyLimits.of(config.models()).notice(wish), space.notice()), found.windowSeconds(wanted.name())));
        });
    }

    private static String notice(String... sentences) {
        List<String> said = Stream.of(sentences).filter(Objects::nonNull).toList();
        return said.isEmpty() ? null : String.join(" ", said);
    }

    /** Memory as it is: looked at again before something is loaded. */
    private Future<MemorySnapshot> now(String model) {
        return residency.find(model).isPresent() ? Future.succeededFuture(space) : look();
    }

    /** What is known already, where the system module does not answer. */
    private Future<MemorySnapshot> look() {
        return bus.request(SystemMessages.READ, Empty.INSTANCE).onSuccess(this::memory).transform(read -> Future.succeededFuture(space));
    }

    private Future<String> hold(LoadRequest wanted, KeepAlive wish, String holder, String job, MemorySnapshot memory) {
        String lease = UUID.randomUUID().toString();
        Promise<Void> granted = Promise.promise();
        leases.put(lease, granted);
        perform(residency.acquire(wanted, lease, wish, holder, memory, clock.instant()), job);
        return granted.future().map(lease);
    }

    private Future<Empty> release(ReleaseModel request) {
        perform(residency.release(request.lease(), clock.instant()));
        return Future.succeededFuture(Empty.INSTANCE);
    }

    private Future<ResidentView> load(LoadModel request) {
        return hold(request.model(), request.keepAlive(), "a request to load it", null).compose(this::used).compose(lease -> {
            // With a keep_alive of 0 it is gone as soon as the hold ends; then the answer is what it was.
            return overview.residents().onComplete(held -> perform(residency.release(lease.lease(), clock.instant())))
                    .compose(held -> overview.residents().map(all -> find(all, lease.model()).or(() -> find(held, lease.model())).orElseThrow().with(lease.notice())));
        });
    }

    private static Optional<ResidentView> find(ResidentList all, String name) {
        return all.models().stream().filter(model -> model.name().equals(name)).findFirst();
    }

    private Future<Empty> unload(UnloadModel request) {
        if (config.models().strategy() == Config.Strategy.ALWAYS) {
            throw new Fault(Fault.Code.FORBIDDEN, "Models stay in memory, because models.strategy is always. Change that setting, and they can be unloaded.");
        }
        return gone(choice.meant(request.model()));
    }

    /** Done when it has left memory. */
    private Future<Empty> gone(String model) {
        if (residency.find(model).isEmpty()) {
            throw new Fault(Fault.Code.MODEL_NOT_FOUND, "The model '" + model + "' is not in memory.");
        }
        Promise<Empty> gone = Promise.promise();
        leaving.computeIfAbsent(model, name -> new ArrayList<>()).add(gone);
        perform(residency.unload(model, clock.instant()));
        return gone.future();
    }

    private void perform(List<ResidencyCommand> commands) {
        perform(commands, null);
    }

    private void perform(List<ResidencyCommand> commands, String job) {
        for (ResidencyCommand command : commands) {
            if (command instanceof ResidencyCommand.BeginLoad load) {
                loadInEngine(load.model());
            } else if (command instanceof ResidencyCommand.BeginUnload unload) {
                unloadInEngine(unload.model());
            } else if (command instanceof ResidencyCommand.GrantLease grant) {
                leases.remove(grant.lease()).complete();
            } else if (command instanceof ResidencyCommand.RefuseLease refuse) {
                leases.remove(refuse.lease()).fail(refuse.why());
            } else if (command instanceof ResidencyCommand.ModelFreed free) {
                Optional.ofNullable(leaving.remove(free.model())).ifPresent(waiting -> waiting.forEach(promise -> promise.complete(Empty.INSTANCE)));
            } else if (command instanceof ResidencyCommand.RecordDecision decide) {
                decisions.add(decide.at(), decide.model(), decide.action(), decide.reason(), decide.numbers(), job);
            }
        }
        watchTheClock();
    }

    private void unloadInEngine(String name) {
        overview.held(name).onSuccess(held -> bus.request(EngineMessages.UNLOAD, new EngineMessages.UnloadEngineModel(name), loadTimeout).transform(done -> look())
                .onSuccess(memory -> perform(residency.unloaded(name, held.orElse(null), memory, clock.instant()))));
    }

    private void loadInEngine(String name) {
        long began = System.nanoTime();
        vertx.executeBlocking(() -> folder.ready(choice.installed(name)), false)
                .compose(file -> {
                    Duration checking = Duration.ofNanos(System.nanoTime() - began);
                    return bus.request(EngineMessages.LOAD, new EngineMessages.LoadEngineModel(name, file.toString(), limit(name)), loadTimeout)
                            .onSuccess(loaded -> SlowLog.load(name, file.toFile().length(), checking, Duration.ofMillis(loaded.milliseconds()))
                                    .ifPresent(LOG::warn));
                })
                .onSuccess(loaded -> perform(residency.loaded(name, clock.instant())))
                .onFailure(error -> perform(residency.loadFailed(name, Fault.of(error), clock.instant())));
    }

    /** What its process may hold between windows, which is far less than in one: null where that is unknown. */
    private Long limit(String name) {
        long peak = residency.find(name).map(ResidentModel::peak).orElse(0L);
        return peak == 0 ? null : peak;
    }

    /** One timer for whatever leaves first, and none while nothing will. */
    private void watchTheClock() {
        vertx.cancelTimer(timer);
        timer = residency.nextDue().map(next -> vertx.setTimer(Math.max(1, Duration.between(clock.instant(), next).toMillis()),
                fired -> perform(residency.due(clock.instant())))).orElse(-1L);
    }

    /** Out of memory first, when the requests that use it have ended; then from the disk, whole or half fetched. */
    private Future<Empty> remove(RemoveModel request) {
        String name = choice.meant(request.model());
        return vertx.executeBlocking(() -> choice.removable(name), false)
                .compose(model -> (residency.find(name).isEmpty() ? Future.succeededFuture() : gone(name))
                        .compose(out -> bus.request(DownloadMessages.DISCARD, new DownloadMessages.Discard(model.file().toAbsolutePath().toString())))
                        .compose(discarded -> vertx.executeBlocking(() -> folder.remove(model), false)))
                .map(Empty.INSTANCE);
    }
}
