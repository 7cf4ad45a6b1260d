package dev.earshot.models;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.config.KeepAlive;
import dev.earshot.engine.EngineMessages;
import dev.earshot.log.SlowLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** Executes the commands of {@link Residency}: loads and unloads models, grants leases, logs decisions, and runs its timer. For one event loop. */
final class ResidencyEffects {

    private static final Logger LOG = LoggerFactory.getLogger(ResidencyEffects.class);
    private static final Duration SLOW_LOAD = Duration.ofSeconds(10);

    /**
     * Information that is needed before a model is loaded or after it was unloaded.
     *
     * @param file     verifies an installed model's file
     * @param memoryOf resident memory of a model's process in bytes; empty where unknown
     * @param memory   of the machine as it is now; never fails
     * @param loaded   is told what the engine has loaded, before it is used; never fails
     */
    record Surroundings(Function<String, Future<ReadyFile>> file, Function<String, Future<Optional<Long>>> memoryOf, Supplier<Future<MemorySnapshot>> memory,
                        BiFunction<ReadyFile, String, Future<?>> loaded) {
    }

    private final Vertx vertx;
    private final Bus bus;
    private final Clock clock;
    private final Residency residency;
    private final DecisionLog decisions;
    private final Duration engineTimeout;
    private final Surroundings surroundings;
    private final ModelLeases leases;
    private final Map<String, List<Promise<Empty>>> pendingUnloads = new HashMap<>();
    private long timer = -1;

    ResidencyEffects(Vertx vertx, Bus bus, Clock clock, Residency residency, DecisionLog decisions, ModelTimeouts timeouts, Surroundings surroundings) {
        this.vertx = vertx;
        this.bus = bus;
        this.clock = clock;
        this.residency = residency;
        this.decisions = decisions;
        this.engineTimeout = timeouts.engineOperation();
        this.leases = new ModelLeases(timeouts.leaseLifetime(),
                (time, work) -> vertx.setTimer(Math.max(1, time.toMillis()), fired -> work.run()), this::release);
        this.surroundings = surroundings;
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    /**
     * Completes with a lease on a model once it is granted.
     *
     * @param holder shown to users
     * @param job    that requests it, or null
     */
    Future<String> acquire(LoadRequest request, KeepAlive keepAlive, String holder, String job, MemorySnapshot memory) {
        String lease = leases.create(request.name(), holder);
        Future<String> granted = leases.whenGranted(lease);
        perform(residency.acquire(request, lease, keepAlive, holder, memory, clock.instant()), job);
        return granted;
    }

    /** Returns those that have expired or were released. */
    List<String> renew(List<String> renewed) {
        return leases.renew(renewed);
    }

    void release(String lease) {
        leases.release(lease);
        perform(residency.release(lease, clock.instant()));
    }

    /**
     * Unloads a model; done when it has left memory.
     *
     * @throws Fault {@code model-not-found} where it is not there
     */
    Future<Empty> unload(String model) {
        if (residency.find(model).isEmpty()) {
            throw new Fault(Fault.Code.MODEL_NOT_FOUND, "The model '" + model + "' is not in memory.");
        }
        Promise<Empty> gone = Promise.promise();
        pendingUnloads.computeIfAbsent(model, name -> new ArrayList<>()).add(gone);
        perform(residency.unload(model, clock.instant()));
        return gone.future();
    }

    void perform(List<ResidencyCommand> commands) {
        perform(commands, null);
    }

    private void perform(List<ResidencyCommand> commands, String job) {
        for (ResidencyCommand command : commands) {
            if (command instanceof ResidencyCommand.BeginLoad load) {
                loadInEngine(load.model());
            } else if (command instanceof ResidencyCommand.BeginUnload unload) {
                unloadInEngine(unload.model());
            } else if (command instanceof ResidencyCommand.GrantLease grant) {
                leases.grant(grant.lease());
            } else if (command instanceof ResidencyCommand.RefuseLease refuse) {
                leases.refuse(refuse.lease(), DecisionText.fault(refuse.why()));
            } else if (command instanceof ResidencyCommand.ModelFreed free) {
                Optional.ofNullable(pendingUnloads.remove(free.model())).ifPresent(waiting -> waiting.forEach(promise -> promise.complete(Empty.INSTANCE)));
            } else if (command instanceof ResidencyCommand.RecordDecision decide) {
                decisions.add(decide, job);
            }
        }
        setTimer();
    }

    private void unloadInEngine(String name) {
        surroundings.memoryOf().apply(name).onSuccess(held -> bus.request(EngineMessages.UNLOAD, new EngineMessages.UnloadEngineModel(name), engineTimeout)
                .transform(done -> surroundings.memory().get())
                .onSuccess(memory -> perform(residency.onUnloaded(name, held.orElse(null), memory, clock.instant()))));
    }

    private void loadInEngine(String name) {
        long began = System.nanoTime();
        surroundings.file().apply(name)
                .compose(ready -> {
                    Duration checking = Duration.ofNanos(System.nanoTime() - began);
                    return bus.request(EngineMessages.LOAD, new EngineMessages.LoadEngineModel(name, ready.file().toString(), limit(name), ready.engine(),
                            ready.heads(), ready.library()), engineTimeout)
                            .onSuccess(loaded -> slow(name, ready.bytes(), checking, Duration.ofMillis(loaded.milliseconds()))
                                    .ifPresent(LOG::warn))
                            .compose(loaded -> surroundings.loaded().apply(ready, name));
                })
                .onSuccess(loaded -> perform(residency.onLoaded(name, clock.instant())))
                .onFailure(error -> perform(residency.onLoadFailed(name, Fault.of(error), clock.instant())));
    }

    /**
     * @param bytes    of its file
     * @param checking how long unpacking it and comparing its digest took
     * @param loading  how long the engine took
     */
    static Optional<String> slow(String model, long bytes, Duration checking, Duration loading) {
        Duration took = checking.plus(loading);
        return SlowLog.line(took, SLOW_LOAD, "Loading the model %s took %s s: %.0f MB, checking the file %s s, loading it %s s", model, SlowLog.seconds(took),
                bytes / 1e6, SlowLog.seconds(checking), SlowLog.seconds(loading));
    }

    /** What its process may hold between windows, which is far less than in one: null where that is unknown. */
    private Long limit(String name) {
        long peak = residency.find(name).map(ResidentModel::peakBytes).orElse(0L);
        return peak == 0 ? null : peak;
    }

    /** One timer for whatever leaves first, and none while nothing will. */
    private void setTimer() {
        vertx.cancelTimer(timer);
        timer = residency.nextExpiry().map(next -> vertx.setTimer(Math.max(1, Duration.between(clock.instant(), next).toMillis()),
                fired -> perform(residency.unloadExpired(clock.instant())))).orElse(-1L);
    }
}
