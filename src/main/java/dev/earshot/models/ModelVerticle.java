package dev.earshot.models;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.config.KeepAlive;
import dev.earshot.downloads.DownloadMessages;
import dev.earshot.engine.EngineMessages;
import dev.earshot.models.ModelFolder.Found;
import dev.earshot.models.ModelMessages.Acquire;
import dev.earshot.models.ModelMessages.Decision;
import dev.earshot.models.ModelMessages.Lease;
import dev.earshot.models.ModelMessages.Load;
import dev.earshot.models.ModelMessages.Model;
import dev.earshot.models.ModelMessages.Models;
import dev.earshot.models.ModelMessages.Release;
import dev.earshot.models.ModelMessages.Remove;
import dev.earshot.models.ModelMessages.Resident;
import dev.earshot.models.ModelMessages.Residents;
import dev.earshot.models.ModelMessages.Unload;
import dev.earshot.log.Slow;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Knows the models and keeps in memory what {@link Residency} says. See {@link ModelMessages}. */
public final class ModelVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(ModelVerticle.class);

    /** The share of a machine's memory that one model may take. */
    private static final double USABLE = 0.8;

    private final Bus bus;
    private final Config config;
    private final Clock clock;
    private final ModelFolder folder;
    private final ModelChoice choice;
    private final Residency residency;
    private final LastSession lastSession;
    private final boolean serve;
    private final Duration patience;
    private final Map<String, Promise<Void>> leases = new HashMap<>();
    private final Map<String, List<Promise<Empty>>> leaving = new HashMap<>();
    private long timer = -1;

    /** @param serve whether this is the service, whose sessions are remembered, and not one run of the terminal beside it */
    public ModelVerticle(Bus bus, Config config, Clock clock, boolean serve) {
        this.bus = bus;
        this.config = config;
        this.clock = clock;
        this.folder = new ModelFolder(config.data());
        this.choice = new ModelChoice(folder, config.models().standard());
        this.residency = new Residency(KeepAlive.of(config.models()), config.models().strategy().name().toLowerCase(Locale.ROOT),
                config.models().maxResident());
        this.lastSession = new LastSession(config.data());
        this.serve = serve;
        this.patience = EngineMessages.patience(config.engine().windowLimitSeconds());
    }

    @Override
    public Future<?> start() {
        bus.handle(ModelMessages.RESOLVE, request -> vertx.executeBlocking(() -> choice.resolve(request), false));
        bus.handle(ModelMessages.ENSURE, request -> vertx.executeBlocking(() -> choice.ensure(request), false));
        bus.handle(ModelMessages.REMOVE, this::remove);
        bus.handle(ModelMessages.ACQUIRE, this::acquire);
        bus.handle(ModelMessages.RELEASE, this::release);
        bus.handle(ModelMessages.LIST, request -> total().compose(memory -> vertx.executeBlocking(folder::all, false).map(all -> list(all, memory))));
        bus.handle(ModelMessages.PS, request -> ps());
        bus.handle(ModelMessages.LOAD, this::load);
        bus.handle(ModelMessages.UNLOAD, this::unload);
        if (serve) {
            preload();
        }
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        vertx.cancelTimer(timer);
        return Future.join(residency.models().stream()
                .map(model -> bus.request(EngineMessages.UNLOAD, new EngineMessages.Unload(model.name()))).toList());
    }

    /** Loads the default model ahead of the first request, if that is wanted; the start does not wait for it. */
    private void preload() {
        vertx.executeBlocking(lastSession::begin).onSuccess(this::preload);
    }

    private void preload(Set<String> usedBefore) {
        String standard = config.models().standard();
        boolean wanted = switch (config.models().preload()) {
            case NEVER -> false;
            case ALWAYS -> true;
            case LAST_USED -> usedBefore.contains(standard);
        };
        if (wanted) {
            hold(standard, null, "preload").onSuccess(lease -> perform(residency.release(lease.lease(), clock.instant())))
                    .onFailure(error -> LOG.warn("The default model is not preloaded: {}", error.getMessage()));
        }
    }

    private Future<Lease> acquire(Acquire request) {
        return hold(request.model(), request.keepAlive(), "job " + request.holder()).onSuccess(lease -> {
            if (serve) {
                vertx.executeBlocking(() -> lastSession.used(lease.model()));
            }
        });
    }

    private Future<Lease> hold(String name, String keepAlive, String holder) {
        KeepAlive wanted = keepAlive == null || keepAlive.isBlank() ? null : KeepAlive.parse(keepAlive);
        return vertx.executeBlocking(() -> choice.installed(name), false).compose(model -> {
            String lease = UUID.randomUUID().toString();
            Promise<Void> granted = Promise.promise();
            leases.put(lease, granted);
            perform(residency.acquire(model.name(), lease, wanted, holder, clock.instant()));
            return granted.future().map(done -> new Lease(lease, model.name(), null));
        });
    }

    private Future<Empty> release(Release request) {
        perform(residency.release(request.lease(), clock.instant()));
        return Future.succeededFuture(Empty.INSTANCE);
    }

    private Future<Resident> load(Load request) {
        return hold(request.model(), request.keepAlive(), "a request to load it").compose(lease -> {
            // With a keep_alive of 0 it is gone as soon as the hold ends; then the answer is what it was.
            return ps().onComplete(held -> perform(residency.release(lease.lease(), clock.instant())))
                    .compose(held -> ps().map(all -> find(all, lease.model()).or(() -> find(held, lease.model())).orElseThrow()));
        });
    }

    private static Optional<Resident> find(Residents all, String name) {
        return all.models().stream().filter(model -> model.name().equals(name)).findFirst();
    }

    private Future<Empty> unload(Unload request) {
        String model = choice.meant(request.model());
        if (residency.find(model).isEmpty()) {
            throw new Fault(Fault.Code.MODEL_NOT_FOUND, "The model '" + model + "' is not in memory.");
        }
        Promise<Empty> gone = Promise.promise();
        leaving.computeIfAbsent(model, name -> new ArrayList<>()).add(gone);
        perform(residency.unload(model, clock.instant()));
        return gone.future();
    }

    private void perform(List<Command> commands) {
        for (Command command : commands) {
            if (command instanceof Command.Load load) {
                loadInEngine(load.model());
            } else if (command instanceof Command.Unload unload) {
                bus.request(EngineMessages.UNLOAD, new EngineMessages.Unload(unload.model()), patience)
                        .onComplete(done -> perform(residency.unloaded(unload.model(), clock.instant())));
            } else if (command instanceof Command.Grant grant) {
                leases.remove(grant.lease()).complete();
            } else if (command instanceof Command.Refuse refuse) {
                leases.remove(refuse.lease()).fail(refuse.why());
            } else if (command instanceof Command.Free free) {
                List<Promise<Empty>> waiting = leaving.remove(free.model());
                if (waiting != null) {
                    waiting.forEach(promise -> promise.complete(Empty.INSTANCE));
                }
            } else if (command instanceof Command.Decide decide) {
                LOG.info("Model {}: {}, {}", decide.model(), decide.action(), decide.reason());
                bus.publish(ModelMessages.DECISION, new Decision(decide.at(), bus.node(), decide.model(), decide.action(), decide.reason(), null));
            }
        }
        watchTheClock();
    }

    private void loadInEngine(String name) {
        long began = System.nanoTime();
        vertx.executeBlocking(() -> folder.ready(choice.installed(name)), false)
                .compose(file -> {
                    Duration checking = Duration.ofNanos(System.nanoTime() - began);
                    return bus.request(EngineMessages.LOAD, new EngineMessages.Load(name, file.toString(), null), patience)
                            .onSuccess(loaded -> Slow.load(name, file.toFile().length(), checking, Duration.ofMillis(loaded.milliseconds()))
                                    .ifPresent(LOG::warn));
                })
                .onSuccess(loaded -> perform(residency.loaded(name, clock.instant())))
                .onFailure(error -> perform(residency.loadFailed(name, Fault.of(error), clock.instant())));
    }

    /** One timer for whatever leaves first, and none while nothing will. */
    private void watchTheClock() {
        vertx.cancelTimer(timer);
        timer = residency.nextDue().map(next -> vertx.setTimer(Math.max(1, Duration.between(clock.instant(), next).toMillis()),
                fired -> perform(residency.due(clock.instant())))).orElse(-1L);
    }

    /** Out of memory first, when the requests that use it have ended; then from the disk, whole or half fetched. */
    private Future<Empty> remove(Remove request) {
        String name = choice.meant(request.model());
        return vertx.executeBlocking(() -> choice.removable(name), false)
                .compose(model -> (residency.find(name).isEmpty() ? Future.succeededFuture() : unload(new Unload(name)))
                        .compose(out -> bus.request(DownloadMessages.DISCARD, new DownloadMessages.Discard(model.file().toAbsolutePath().toString())))
                        .compose(discarded -> vertx.executeBlocking(() -> folder.remove(model), false)))
                .map(Empty.INSTANCE);
    }

    /** Memory of the machine in bytes, or null where nobody can tell. */
    private Future<Double> total() {
        return bus.request(SystemMessages.READ, Empty.INSTANCE).map(reading -> reading.system().totalGb() * 1e9).otherwise((Double) null);
    }

    /** @param memory of the machine in bytes, or null */
    private Models list(List<Found> all, Double memory) {
        return new Models(folder.path().toString(), all.stream().map(model -> {
            Catalog.Entry entry = model.entry();
            String state = residency.find(model.name()).map(ResidentModel::stateText).orElse(model.installed() ? "on-disk" : "absent");
            long bytes = entry != null ? entry.bytes() : model.file().toFile().length();
            return new Model(model.name(), model.file().getFileName().toString(), model.installed(), bytes,
                    ModelChoice.englishOnly(model) ? "en" : "multilingual", entry == null ? null : entry.memoryMb(), null, state,
                    model.name().equals(config.models().standard()), fits(entry, memory),
                    model.name().equals(Catalog.BUNDLED) ? "bundled, knows 92 words only" : null);
        }).toList());
    }

    private static Boolean fits(Catalog.Entry entry, Double memory) {
        return entry == null || entry.memoryMb() == null || memory == null ? null : entry.memoryMb() * 1e6 <= memory * USABLE;
    }

    private Future<Residents> ps() {
        return bus.request(EngineMessages.STATUS, Empty.INSTANCE).map(status -> {
            Map<String, EngineMessages.Holding> holdings = new HashMap<>();
            status.models().forEach(holding -> holdings.put(holding.model(), holding));
            return new Residents(residency.models().stream().map(model -> resident(model, holdings.get(model.name()))).toList());
        });
    }

    private static Resident resident(ResidentModel model, EngineMessages.Holding holding) {
        return new Resident(model.name(), model.stateText(), model.since(), model.until(), model.reason(), model.requests(),
                holding == null ? null : holding.bytes(), holding == null ? null : holding.pid());
    }
}
