package dev.earshot.models;

import dev.earshot.models.DecisionMessages.DecisionAction;

import java.time.Instant;
import java.util.Map;

/** What {@link Residency} has decided, to be executed by {@link ResidencyEffects}. */
sealed interface ResidencyCommand {

    /** The engine is to load a model. */
    record BeginLoad(String model) implements ResidencyCommand {
    }

    /** The engine is to unload a model. */
    record BeginUnload(String model) implements ResidencyCommand {
    }

    /** A lease is granted. */
    record GrantLease(String lease) implements ResidencyCommand {
    }

    /** A lease is refused. */
    record RefuseLease(String lease, DecisionReason.Refusal why) implements ResidencyCommand {
    }

    /** A model is no longer in memory; requests that waited for that are answered. */
    record ModelFreed(String model) implements ResidencyCommand {
    }

    /** A decision is to be logged and published. */
    record RecordDecision(Instant at, String model, DecisionAction action, DecisionReason reason, Map<String, Double> numbers) implements ResidencyCommand {
    }
}
