package dev.earshot.models;

import dev.earshot.bus.Fault;
import dev.earshot.config.KeepAlive;
import dev.earshot.models.Command.Decide;
import dev.earshot.models.Command.Free;
import dev.earshot.models.Command.Grant;
import dev.earshot.models.Command.Refuse;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which models are in memory, until when, and why: a state machine for each, and one policy over all. Pure: every input brings
 * the time along and answers with what is to be done.
 */
final class Residency {

    private final KeepAlive standard;
    private final String strategy;
    private final int maxResident;
    private final Map<String, ResidentModel> models = new LinkedHashMap<>();

    /**
     * @param standard    how long a model stays where no request has said
     * @param strategy    what to call that in reasons
     * @param maxResident models that may stay at once; one in use is never ended for another
     */
    Residency(KeepAlive standard, String strategy, int maxResident) {
        this.standard = standard;
        this.strategy = strategy;
        this.maxResident = maxResident;
    }

    /** Every model that is in memory or on its way. */
    Collection<ResidentModel> models() {
        return models.values();
    }

    Optional<ResidentModel> find(String name) {
        return Optional.ofNullable(models.get(name));
    }

    /**
     * A request needs a model.
     *
     * @param lease     the caller's name for this hold
     * @param keepAlive what the request says, or null; it stays in force for the model until another request says otherwise
     */
    List<Command> acquire(String name, String lease, KeepAlive keepAlive, String holder, Instant now) {
        List<Command> todo = new ArrayList<>();
        ResidentModel model = models.get(name);
        boolean fresh = model == null;
        if (fresh) {
            model = new ResidentModel(name, now);
            models.put(name, model);
        }
        if (keepAlive != null) {
            model.keepAlive(keepAlive);
        }
        model.switchedAway(false);
        if (fresh) {
            model.await(lease);
            makeRoom(model, now, todo);
            load(model, "asked by " + holder, now, todo);
        } else if (model.state() == ResidentModel.State.RESIDENT) {
            model.hold(lease, "in use by " + holder);
            todo.add(new Grant(lease));
            makeRoom(model, now, todo);
        } else {
            model.await(lease);
            if (model.state() == ResidentModel.State.LOADING) {
                makeRoom(model, now, todo);
            }
        }
        return todo;
    }

    /** A request is done with a model. A lease that is not held changes nothing. */
    List<Command> release(String lease, Instant now) {
        List<Command> todo = new ArrayList<>();
        models.values().stream().filter(model -> model.holds(lease)).findFirst().ifPresent(model -> {
            model.letGo(lease, now);
            if (model.idle()) {
                settle(model, now, todo);
            }
        });
        return todo;
    }

    List<Command> loaded(String name, Instant now) {
        List<Command> todo = new ArrayList<>();
        ResidentModel model = models.get(name);
        model.resident(now);
        todo.add(decide(model, "loaded", "it is in memory", now));
        for (String lease : model.takeAwaiting()) {
            model.hold(lease, "in use");
            todo.add(new Grant(lease));
        }
        if (model.idle()) {
            settle(model, now, todo);
        }
        return todo;
    }

    List<Command> loadFailed(String name, Fault why, Instant now) {
        ResidentModel model = models.remove(name);
        List<Command> todo = new ArrayList<>();
        todo.add(decide(model, "refuse", "it could not be loaded: " + why.getMessage(), now));
        model.takeAwaiting().forEach(lease -> todo.add(new Refuse(lease, why)));
        todo.add(new Free(name));
        return todo;
    }

    /** Somebody wants a model out of memory; it goes when nobody uses it any more. */
    List<Command> unload(String name, Instant now) {
        List<Command> todo = new ArrayList<>();
        ResidentModel model = models.get(name);
        if (model.idle()) {
            unload(model, "unload", "somebody asked for it to be unloaded", now, todo);
        } else if (model.state() != ResidentModel.State.UNLOADING) {
            model.wantedAway();
            todo.add(decide(model, "unload", "somebody asked for it to be unloaded; it goes when the requests that use it end", now));
        }
        return todo;
    }

    /** A model's memory is free again; those who asked for it meanwhile have it loaded again. */
    List<Command> unloaded(String name, Instant now) {
        List<Command> todo = new ArrayList<>();
        ResidentModel model = models.remove(name);
        todo.add(decide(model, "unloaded", "its memory is free", now));
        todo.add(new Free(name));
        List<String> awaiting = model.takeAwaiting();
        if (!awaiting.isEmpty()) {
            ResidentModel again = new ResidentModel(name, now);
            again.keepAlive(model.keepAlive());
            awaiting.forEach(again::await);
            models.put(name, again);
            makeRoom(again, now, todo);
            load(again, "asked for while it was leaving", now, todo);
        }
        return todo;
    }

    /** Unloads whatever has been idle for long enough. */
    List<Command> due(Instant now) {
        List<Command> todo = new ArrayList<>();
        for (ResidentModel model : List.copyOf(models.values())) {
            if (model.idle() && model.until() != null && !model.until().isAfter(now)) {
                unload(model, "unload", "idle for " + time(model).words() + " (" + why(model) + ")", now, todo);
            }
        }
        return todo;
    }

    /** When {@link #due} has something to do; empty while nothing is going to leave by itself. */
    Optional<Instant> nextDue() {
        return models.values().stream().filter(ResidentModel::idle).map(ResidentModel::until).filter(java.util.Objects::nonNull)
                .min(Comparator.naturalOrder());
    }

    private void load(ResidentModel model, String reason, Instant now, List<Command> todo) {
        model.reason(reason);
        todo.add(decide(model, "load", reason, now));
        todo.add(new Command.Load(model.name()));
    }

    private void unload(ResidentModel model, String action, String reason, Instant now, List<Command> todo) {
        model.unloading(reason);
        todo.add(decide(model, action, reason, now));
        todo.add(new Command.Unload(model.name()));
    }

    /** The last hold has ended: it leaves now, or its idle clock starts. */
    private void settle(ResidentModel model, Instant now, List<Command> todo) {
        if (model.isSwitchedAway()) {
            unload(model, "evict", "another model has taken its place", now, todo);
        } else if (model.isWantedAway()) {
            unload(model, "unload", "somebody asked for it to be unloaded", now, todo);
        } else if (time(model).time().isZero()) {
            unload(model, "unload", "nobody uses it (" + why(model) + ")", now, todo);
        } else {
            String reason = time(model).forGood() ? "stays in memory (" + why(model) + ")"
                    : "stays for " + time(model).words() + " after its last request (" + why(model) + ")";
            model.idleUntil(time(model).forGood() ? null : now.plus(time(model).time()), reason);
            todo.add(decide(model, "keep", reason, now));
        }
    }

    /** The idle ones leave first, the one unused for longest before the others; one in use leaves when its requests end. */
    private void makeRoom(ResidentModel comer, Instant now, List<Command> todo) {
        List<ResidentModel> others = models.values().stream()
                .filter(model -> model != comer && model.state() != ResidentModel.State.UNLOADING && !model.isSwitchedAway())
                .sorted(Comparator.comparing(ResidentModel::idle).reversed().thenComparing(ResidentModel::lastUsed)).toList();
        for (ResidentModel other : others.subList(0, Math.max(0, others.size() - (maxResident - 1)))) {
            if (other.idle()) {
                unload(other, "evict", "room for " + comer.name() + " (models.max_resident is " + maxResident + ")", now, todo);
            } else {
                other.switchedAway(true);
                todo.add(decide(other, "evict", "room for " + comer.name() + "; it goes when the requests that use it end", now));
            }
        }
    }

    private KeepAlive time(ResidentModel model) {
        return model.keepAlive() == null ? standard : model.keepAlive();
    }

    private String why(ResidentModel model) {
        return model.keepAlive() == null ? "strategy " + strategy : "keep_alive of a request";
    }

    private static Decide decide(ResidentModel model, String action, String reason, Instant now) {
        return new Decide(now, model.name(), action, reason);
    }
}
