package dev.earshot.models;

import dev.earshot.bus.Fault;
import dev.earshot.config.KeepAlive;
import dev.earshot.format.MemoryEstimate;
import dev.earshot.models.DecisionMessages.DecisionAction;
import dev.earshot.models.DecisionMessages.DecisionCode;
import dev.earshot.models.DecisionReason.Freed;
import dev.earshot.models.DecisionReason.InUse;
import dev.earshot.models.DecisionReason.LoadFailed;
import dev.earshot.models.DecisionReason.Plain;
import dev.earshot.models.DecisionReason.Refusal;
import dev.earshot.models.DecisionReason.Requested;
import dev.earshot.models.DecisionReason.Stay;
import dev.earshot.models.DecisionReason.WhenUnused;
import dev.earshot.models.ResidencyCommand.GrantLease;
import dev.earshot.models.ResidencyCommand.ModelFreed;
import dev.earshot.models.ResidencyCommand.RecordDecision;
import dev.earshot.models.ResidencyCommand.RefuseLease;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which models are in memory, until when, and why: a state machine for each, and one policy for all. Pure: every input has the current
 * time and returns the commands to be executed.
 */
final class Residency {

    private final Map<String, ResidentModel> models = new LinkedHashMap<>();
    private final Map<String, Long> loadTimesMs = new HashMap<>();
    private ResidencyLimits limits;
    private MemorySnapshot memory = MemorySnapshot.UNKNOWN;

    Residency(ResidencyLimits limits) {
        this.limits = limits;
    }

    /** The models that are in memory, loading or unloading. */
    Collection<ResidentModel> models() {
        return models.values();
    }

    Optional<ResidentModel> find(String name) {
        return Optional.ofNullable(models.get(name));
    }

    /** How long the last load of a model took, even if it was unloaded since; empty where there was none. */
    Optional<Long> loadTimeMs(String name) {
        return Optional.ofNullable(loadTimesMs.get(name));
    }

    /** Changes the limits. */
    List<ResidencyCommand> limits(ResidencyLimits newLimits, Instant now) {
        if (!limits.sameStay(newLimits)) {
            // A new strategy overrides the keep_alive of earlier requests.
            models.values().forEach(model -> model.keepAlive(null));
        }
        limits = newLimits;
        List<ResidencyCommand> todo = new ArrayList<>();
        evict(EvictionPlan.whenLimitsChanged(limits, models.values()), now, todo);
        updateAllIdle(now, todo);
        return todo;
    }

    /** The level of memory pressure has changed. */
    List<ResidencyCommand> onMemoryLevel(MemorySnapshot newMemory, Instant now) {
        memory = newMemory;
        List<ResidencyCommand> todo = new ArrayList<>();
        updateAllIdle(now, todo);
        return todo;
    }

    /**
     * A request needs a model.
     *
     * @param lease     its id, chosen by the caller
     * @param keepAlive of the request, or null; applies to the model until another request has one
     * @param newMemory  memory of the machine as it is now
     */
    List<ResidencyCommand> acquire(LoadRequest request, String lease, KeepAlive keepAlive, String holder, MemorySnapshot newMemory, Instant now) {
        List<ResidencyCommand> todo = new ArrayList<>();
        memory = newMemory;
        ResidentModel model = models.get(request.name());
        if (model == null) {
            load(request, List.of(lease), keepAlive, new Requested(holder), now, todo);
            return todo;
        }
        if (keepAlive != null) {
            model.keepAlive(keepAlive);
        }
        model.markedForEviction(false);
        if (model.state() == ResidentModel.ResidencyState.RESIDENT) {
            model.hold(lease, new InUse(holder));
            todo.add(new GrantLease(lease));
        } else {
            model.await(lease);
        }
        if (model.state() != ResidentModel.ResidencyState.UNLOADING) {
            evict(EvictionPlan.whenAcquired(model, limits, models.values()), now, todo);
        }
        return todo;
    }

    private void load(LoadRequest request, List<String> leases, KeepAlive keepAlive, DecisionReason reason, Instant now, List<ResidencyCommand> todo) {
        EvictionPlan plan = EvictionPlan.whenLoaded(request, limits, models.values(), memory);
        Optional<Refusal> refusal = plan.refusal();
        if (refusal.isPresent()) {
            todo.add(new RecordDecision(now, request.name(), DecisionAction.REFUSE, refusal.get(), plan.figures()));
            leases.forEach(lease -> todo.add(new RefuseLease(lease, refusal.get())));
            return;
        }
        ResidentModel model = new ResidentModel(request, now);
        models.put(request.name(), model);
        model.keepAlive(keepAlive);
        leases.forEach(model::await);
        evict(plan, now, todo);
        model.reason(reason);
        todo.add(new RecordDecision(now, model.name(), DecisionAction.LOAD, reason, plan.figures()));
        todo.add(new ResidencyCommand.BeginLoad(model.name()));
    }

    /** A lease is released. One that is not held changes nothing. */
    List<ResidencyCommand> release(String lease, Instant now) {
        List<ResidencyCommand> todo = new ArrayList<>();
        models.values().stream().filter(model -> model.hasLease(lease)).findFirst().ifPresent(model -> {
            model.release(lease, now);
            if (model.idle()) {
                updateIdle(model, now, todo);
            }
        });
        return todo;
    }

    List<ResidencyCommand> onLoaded(String name, Instant now) {
        List<ResidencyCommand> todo = new ArrayList<>();
        ResidentModel model = models.get(name);
        model.onLoaded(now);
        loadTimesMs.put(name, model.loadTimeMs());
        todo.add(new RecordDecision(now, name, DecisionAction.LOADED, new Plain(DecisionCode.LOADED), Map.of("milliseconds", (double) model.loadTimeMs())));
        for (String lease : model.takeAwaiting()) {
            model.hold(lease, new InUse(null));
            todo.add(new GrantLease(lease));
        }
        if (model.idle()) {
            updateIdle(model, now, todo);
        }
        return todo;
    }

    List<ResidencyCommand> onLoadFailed(String name, Fault why, Instant now) {
        ResidentModel model = models.remove(name);
        List<ResidencyCommand> todo = new ArrayList<>();
        LoadFailed failed = new LoadFailed(why);
        todo.add(decide(model, DecisionAction.REFUSE, failed, now));
        model.takeAwaiting().forEach(lease -> todo.add(new RefuseLease(lease, failed)));
        todo.add(new ModelFreed(name));
        return todo;
    }

    /** A user unloads a model; it is unloaded when the requests that use it have ended. */
    List<ResidencyCommand> unload(String name, Instant now) {
        List<ResidencyCommand> todo = new ArrayList<>();
        ResidentModel model = models.get(name);
        if (model.idle()) {
            unload(model, DecisionAction.UNLOAD, new Plain(DecisionCode.UNLOAD_REQUESTED), now, todo);
        } else if (model.state() != ResidentModel.ResidencyState.UNLOADING) {
            model.unloadRequested();
            todo.add(decide(model, DecisionAction.UNLOAD, new WhenUnused(new Plain(DecisionCode.UNLOAD_REQUESTED)), now));
        }
        return todo;
    }

    /**
     * A model's memory is free; it is loaded again if it was requested in the meantime.
     *
     * @param freed    resident memory of its process in bytes, or null where that is unknown
     * @param newMemory memory of the machine without it
     */
    List<ResidencyCommand> onUnloaded(String name, Long freed, MemorySnapshot newMemory, Instant now) {
        List<ResidencyCommand> todo = new ArrayList<>();
        memory = newMemory;
        ResidentModel model = models.remove(name);
        todo.add(new RecordDecision(now, name, DecisionAction.UNLOADED, new Freed(freed),
                freed == null ? Map.of() : Map.of("freed_mb", (double) Math.round(freed / MemoryEstimate.MB))));
        todo.add(new ModelFreed(name));
        List<String> awaiting = model.takeAwaiting();
        if (!awaiting.isEmpty()) {
            load(model.loadRequest(), awaiting, model.keepAlive(), new Plain(DecisionCode.REQUESTED_WHILE_LEAVING), now, todo);
        }
        return todo;
    }

    /** Unloads the models whose idle time is over. */
    List<ResidencyCommand> unloadExpired(Instant now) {
        List<ResidencyCommand> todo = new ArrayList<>();
        for (ResidentModel model : List.copyOf(models.values())) {
            if (model.clampToNow(now) && model.idle()) {
                updateIdle(model, now, todo);
            } else if (model.idle() && model.until() != null && !model.until().isAfter(now)) {
                unload(model, DecisionAction.UNLOAD, new Stay(DecisionCode.IDLE, stayPolicy().duration(model), stayPolicy().origin(model)), now, todo);
            }
        }
        return todo;
    }

    /** When {@link #unloadExpired} has something to do next; empty where no model is going to expire. */
    Optional<Instant> nextExpiry() {
        return models.values().stream().map(ResidentModel::until).filter(Objects::nonNull).min(Instant::compareTo);
    }

    private void unload(ResidentModel model, DecisionAction action, DecisionReason reason, Instant now, List<ResidencyCommand> todo) {
        model.onUnloading(reason);
        todo.add(decide(model, action, reason, now));
        todo.add(new ResidencyCommand.BeginUnload(model.name()));
    }

    /** Evicts idle models now, and used ones when their requests have ended. */
    private void evict(EvictionPlan plan, Instant now, List<ResidencyCommand> todo) {
        plan.evictions().forEach((model, reason) -> {
            if (model.idle()) {
                unload(model, DecisionAction.EVICT, reason, now, todo);
            } else {
                model.markedForEviction(true);
                todo.add(decide(model, DecisionAction.EVICT, new WhenUnused(reason), now));
            }
        });
    }

    private void updateAllIdle(Instant now, List<ResidencyCommand> todo) {
        List.copyOf(models.values()).stream().filter(ResidentModel::idle).forEach(model -> updateIdle(model, now, todo));
    }

    /** Unloads an idle model, or sets until when it stays. */
    private void updateIdle(ResidentModel model, Instant now, List<ResidencyCommand> todo) {
        KeepAlive stay = stayPolicy().duration(model);
        if (model.isMarkedForEviction()) {
            unload(model, DecisionAction.EVICT, new Plain(DecisionCode.REPLACED), now, todo);
        } else if (model.isUnloadRequested()) {
            unload(model, DecisionAction.UNLOAD, new Plain(DecisionCode.UNLOAD_REQUESTED), now, todo);
        } else if (stayPolicy().hasExpired(model, now)) {
            unload(model, DecisionAction.UNLOAD, new Stay(DecisionCode.NOT_KEPT, stay, stayPolicy().origin(model)), now, todo);
        } else {
            Stay reason = new Stay(DecisionCode.KEEP_ALIVE, stay, stayPolicy().origin(model));
            if (model.idleUntil(stay.forGood() ? null : model.lastUsed().plus(stay.time()), reason)) {
                todo.add(decide(model, DecisionAction.KEEP, reason, now));
            }
        }
    }

        private StayPolicy stayPolicy() {
        return new StayPolicy(limits, memory);
    }

    private RecordDecision decide(ResidentModel model, DecisionAction action, DecisionReason reason, Instant now) {
        return new RecordDecision(now, model.name(), action, reason, stayPolicy().isShortened(model) ? Map.of("percent", memory.percent()) : Map.of());
    }
}
