package dev.earshot.models;

import dev.earshot.bus.Fault;

import java.time.Instant;
import java.util.Map;

/** What {@link Residency} wants done. */
sealed interface Command {

    /** Have the engine load a model. */
    record Load(String model) implements Command {
    }

    /** Have the engine end a model. */
    record Unload(String model) implements Command {
    }

    /** A hold is given. */
    record Grant(String lease) implements Command {
    }

    /** A hold cannot be given. */
    record Refuse(String lease, Fault why) implements Command {
    }

    /** A model is no longer in memory; whoever waited for that can go on. */
    record Free(String model) implements Command {
    }

    /** Tell everybody. */
    record Decide(Instant at, String model, String action, String reason, Map<String, Double> numbers) implements Command {
    }
}
