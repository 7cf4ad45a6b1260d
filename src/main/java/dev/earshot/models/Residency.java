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
 * Which models are in memory, until when, and why: a state machine for each, and one policy over all. Pure: every input brings
 * the time along and answers with what is to be done.
 */
final class Residency {

    private final Map<String, ResidentModel> models = new LinkedHashMap<>();
    private final Map<String, Long> loadTimes = new HashMap<>();
    private ResidencyLimits rules;
    private MemorySnapshot space = MemorySnapshot.UNKNOWN;

    Residency(ResidencyLimits rules) {
        this.rules = rules;
    }

    /** Every model that is in memory or on its way. */
    Collection<ResidentModel> models() {
        return models.values();
    }

    Optional<ResidentModel> find(String name) {
        return Optional.ofNullable(models.get(name));
    }

    /** Milliseconds that the last load of a model took, also when it has left again; empty where there was none. */
    Optional<Long> loadMillis(String name) {
        return Optional.ofNullable(loadTimes.get(name));
    }

    /** Other rules hold from now on. */
    List<ResidencyCommand> rules(ResidencyLimits newRules, Instant now) {
        if (!rules.sameStay(newRules)) {
            // Who sets a strategy means the models that earlier requests wanted to stay, too.
            models.values().forEach(model -> model.keepAlive(null));
        }
        rules = newRules;
        List<ResidencyCommand> todo = new ArrayList<>();
        leave(EvictionPlan.within(rules, models.values()), now, todo);
        settleIdle(now, todo);
        return todo;
    }

    /** Memory of the machine is at another level. */
    List<ResidencyCommand> pressure(MemorySnapshot newSpace, Instant now) {
        space = newSpace;
        List<ResidencyCommand> todo = new ArrayList<>();
        settleIdle(now, todo);
        return todo;
    }

    /**
     * A request needs a model.
     *
     * @param lease     the caller's name for this hold
     * @param keepAlive what the request says, or null; it stays in force for the model until another request says otherwise
     * @param newSpace  memory of the machine as it is now
     */
    List<ResidencyCommand> acquire(LoadRequest wanted, String lease, KeepAlive keepAlive, String holder, MemorySnapshot newSpace, Instant now) {
        List<ResidencyCommand> todo = new ArrayList<>();
        space = newSpace;
        ResidentModel model = models.get(wanted.name());
        if (model == null) {
            load(wanted, List.of(lease), keepAlive, new Requested(holder), now, todo);
            return todo;
        }
        if (keepAlive != null) {
            model.keepAlive(keepAlive);
        }
        model.switchedAway(false);
        if (model.state() == ResidentModel.ResidencyState.RESIDENT) {
            model.hold(lease, new InUse(holder));
            todo.add(new GrantLease(lease));
        } else {
            model.await(lease);
        }
        if (model.state() != ResidentModel.ResidencyState.UNLOADING) {
            leave(EvictionPlan.beside(model, rules, models.values()), now, todo);
        }
        return todo;
    }

    private void load(LoadRequest wanted, List<String> leases, KeepAlive keepAlive, DecisionReason reason, Instant now, List<ResidencyCommand> todo) {
        EvictionPlan plan = EvictionPlan.load(wanted, rules, models.values(), space);
        Optional<Refusal> refusal = plan.refusal();
        if (refusal.isPresent()) {
            todo.add(new RecordDecision(now, wanted.name(), DecisionAction.REFUSE, refusal.get(), plan.numbers()));
            leases.forEach(lease -> todo.add(new RefuseLease(lease, refusal.get())));
            return;
        }
        ResidentModel model = new ResidentModel(wanted, now);
        models.put(wanted.name(), model);
        model.keepAlive(keepAlive);
        leases.forEach(model::await);
        leave(plan, now, todo);
        model.reason(reason);
        todo.add(new RecordDecision(now, model.name(), DecisionAction.LOAD, reason, plan.numbers()));
        todo.add(new ResidencyCommand.BeginLoad(model.name()));
    }

    /** A request is done with a model. A lease that is not held changes nothing. */
    List<ResidencyCommand> release(String lease, Instant now) {
        List<ResidencyCommand> todo = new ArrayList<>();
        models.values().stream().filter(model -> model.holds(lease)).findFirst().ifPresent(model -> {
            model.letGo(lease, now);
            if (model.idle()) {
                settle(model, now, todo);
            }
        });
        return todo;
    }

    List<ResidencyCommand> loaded(String name, Instant now) {
        List<ResidencyCommand> todo = new ArrayList<>();
        ResidentModel model = models.get(name);
        model.resident(now);
        loadTimes.put(name, model.loadMillis());
        todo.add(new RecordDecision(now, name, DecisionAction.LOADED, new Plain(DecisionCode.LOADED), Map.of("milliseconds", (double) model.loadMillis())));
        for (String lease : model.takeAwaiting()) {
            model.hold(lease, new InUse(null));
            todo.add(new GrantLease(lease));
        }
        if (model.idle()) {
            settle(model, now, todo);
        }
        return todo;
    }

    List<ResidencyCommand> loadFailed(String name, Fault why, Instant now) {
        ResidentModel model = models.remove(name);
        List<ResidencyCommand> todo = new ArrayList<>();
        LoadFailed failed = new LoadFailed(why);
        todo.add(decide(model, DecisionAction.REFUSE, failed, now));
        model.takeAwaiting().forEach(lease -> todo.add(new RefuseLease(lease, failed)));
        todo.add(new ModelFreed(name));
        return todo;
    }

    /** Somebody wants a model out of memory; it goes when nobody uses it any more. */
    List<ResidencyCommand> unload(String name, Instant now) {
        List<ResidencyCommand> todo = new ArrayList<>();
        ResidentModel model = models.get(name);
        if (model.idle()) {
            unload(model, DecisionAction.UNLOAD, new Plain(DecisionCode.UNLOAD_REQUESTED), now, todo);
        } else if (model.state() != ResidentModel.ResidencyState.UNLOADING) {
            model.wantedAway();
            todo.add(decide(model, DecisionAction.UNLOAD, new WhenUnused(new Plain(DecisionCode.UNLOAD_REQUESTED)), now));
        }
        return todo;
    }

    /**
     * A model's memory is free again; those who asked for it meanwhile have it loaded again.
     *
     * @param freed    bytes that its process held, or null where that is unknown
     * @param newSpace memory of the machine without it
     */
    List<ResidencyCommand> unloaded(String name, Long freed, MemorySnapshot newSpace, Instant now) {
        List<ResidencyCommand> todo = new ArrayList<>();
        space = newSpace;
        ResidentModel model = models.remove(name);
        todo.add(new RecordDecision(now, name, DecisionAction.UNLOADED, new Freed(freed),
                freed == null ? Map.of() : Map.of("freed_mb", (double) Math.round(freed / MemoryEstimate.MB))));
        todo.add(new ModelFreed(name));
        List<String> awaiting = model.takeAwaiting();
        if (!awaiting.isEmpty()) {
            load(model.wanted(), awaiting, model.keepAlive(), new Plain(DecisionCode.REQUESTED_WHILE_LEAVING), now, todo);
        }
        return todo;
    }

    /** Unloads whatever has been idle for long enough. */
    List<ResidencyCommand> due(Instant now) {
        List<ResidencyCommand> todo = new ArrayList<>();
        for (ResidentModel model : List.copyOf(models.values())) {
            if (model.notAfter(now) && model.idle()) {
                settle(model, now, todo);
            } else if (model.idle() && model.until() != null && !model.until().isAfter(now)) {
                unload(model, DecisionAction.UNLOAD, new Stay(DecisionCode.IDLE, stays().time(model), stays().origin(model)), now, todo);
            }
        }
        return todo;
    }

    /** When {@link #due} has something to do; empty while nothing is going to leave by itself. */
    Optional<Instant> nextDue() {
        return models.values().stream().map(ResidentModel::until).filter(Objects::nonNull).min(Instant::compareTo);
    }

    private void unload(ResidentModel model, DecisionAction action, DecisionReason reason, Instant now, List<ResidencyCommand> todo) {
        model.unloading(reason);
        todo.add(decide(model, action, reason, now));
        todo.add(new ResidencyCommand.BeginUnload(model.name()));
    }

    /** The idle ones leave now; one in use leaves when its requests end. */
    private void leave(EvictionPlan plan, Instant now, List<ResidencyCommand> todo) {
        plan.leaving().forEach((model, reason) -> {
            if (model.idle()) {
                unload(model, DecisionAction.EVICT, reason, now, todo);
            } else {
                model.switchedAway(true);
                todo.add(decide(model, DecisionAction.EVICT, new WhenUnused(reason), now));
            }
        });
    }

    private void settleIdle(Instant now, List<ResidencyCommand> todo) {
        List.copyOf(models.values()).stream().filter(ResidentModel::idle).forEach(model -> settle(model, now, todo));
    }

    /** An idle model leaves now, or when its idle clock says so. */
    private void settle(ResidentModel model, Instant now, List<ResidencyCommand> todo) {
        KeepAlive stay = stays().time(model);
        if (model.isSwitchedAway()) {
            unload(model, DecisionAction.EVICT, new Plain(DecisionCode.REPLACED), now, todo);
        } else if (model.isWantedAway()) {
            unload(model, DecisionAction.UNLOAD, new Plain(DecisionCode.UNLOAD_REQUESTED), now, todo);
        } else if (stays().isPast(model, now)) {
            unload(model, DecisionAction.UNLOAD, new Stay(DecisionCode.NOT_KEPT, stay, stays().origin(model)), now, todo);
        } else {
            Stay reason = new Stay(DecisionCode.KEEP_ALIVE, stay, stays().origin(model));
            if (model.idleUntil(stay.forGood() ? null : model.lastUsed().plus(stay.time()), reason)) {
                todo.add(decide(model, DecisionAction.KEEP, reason, now));
            }
        }
    }

    /** How long models stay, as things are. */
    private StayPolicy stays() {
        return new StayPolicy(rules, space);
    }

    private RecordDecision decide(ResidentModel model, DecisionAction action, DecisionReason reason, Instant now) {
        return new RecordDecision(now, model.name(), action, reason, stays().isHurried(model) ? Map.of("percent", space.percent()) : Map.of());
    }
}
