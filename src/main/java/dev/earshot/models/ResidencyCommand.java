package dev.earshot.models;

import dev.earshot.models.DecisionMessages.DecisionAction;

import java.time.Instant;
import java.util.Map;

/** What {@link Residency} wants done. */
sealed interface ResidencyCommand {

    /** Have the engine load a model. */
    record BeginLoad(String model) implements ResidencyCommand {
    }

    /** Have the engine end a model. */
    record BeginUnload(String model) implements ResidencyCommand {
    }

    /** A hold is given. */
    record GrantLease(String lease) implements ResidencyCommand {
    }

    /** A hold cannot be given. */
    record RefuseLease(String lease, DecisionReason.Refusal why) implements ResidencyCommand {
    }

    /** A model is no longer in memory; whoever waited for that can go on. */
    record ModelFreed(String model) implements ResidencyCommand {
    }

    /** Tell everybody. */
    record RecordDecision(Instant at, String model, DecisionAction action, DecisionReason reason, Map<String, Double> numbers) implements ResidencyCommand {
    }
}
