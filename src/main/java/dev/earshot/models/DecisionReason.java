package dev.earshot.models;

import dev.earshot.bus.Fault;
import dev.earshot.config.KeepAlive;
import dev.earshot.models.DecisionMessages.DecisionCode;

import java.util.List;
import java.util.Optional;

/** Why something was decided about a model, as data: a code, and what {@link DecisionText} says to people. Sizes are bytes. */
sealed interface DecisionReason {

    DecisionCode code();

    /** A reason without details. */
    record Plain(DecisionCode code) implements DecisionReason {
    }

    /** A request that needs the model; {@code holder} says whose, for people. */
    record Requested(String holder) implements DecisionReason {

        @Override
        public DecisionCode code() {
            return DecisionCode.REQUESTED;
        }
    }

    /** It is in use; {@code holder} is null where several were waiting for it. */
    record InUse(String holder) implements DecisionReason {

        @Override
        public DecisionCode code() {
            return DecisionCode.IN_USE;
        }
    }

    /**
     * What follows from how long the model may stay: it stays, its time is up, or it may not stay at all.
     *
     * @param code   {@code KEEP_ALIVE}, {@code IDLE} or {@code NOT_KEPT}
     * @param origin where the time comes from
     */
    record Stay(DecisionCode code, KeepAlive time, StayOrigin origin) implements DecisionReason {
    }

    /**
     * Where the time comes from that a model stays.
     *
     * @param percent  of memory in use where want of memory makes it short, else null
     * @param strategy that holds where no request has said, else null
     * @param capped   whether {@code models.keep_alive_max} allows less than the request wanted
     */
    record StayOrigin(Double percent, String strategy, boolean capped) {
    }

    /** What happens when the requests that use the model have ended. */
    record WhenUnused(DecisionReason why) implements DecisionReason {

        @Override
        public DecisionCode code() {
            return why.code();
        }
    }

    /** Its memory is free again; {@code bytes} is null where nobody knows how much that is. */
    record Freed(Long bytes) implements DecisionReason {

        @Override
        public DecisionCode code() {
            return DecisionCode.MEMORY_FREED;
        }
    }

    /** {@code models.max_resident} is reached; {@code comer} is the model that comes, or null. */
    record TooMany(String comer, int maxResident) implements DecisionReason {

        @Override
        public DecisionCode code() {
            return DecisionCode.MAX_RESIDENT;
        }
    }

    /** {@code models.memory_budget_mb} is reached; {@code comer} is the model that comes, or null. */
    record BudgetReached(String comer, long budget) implements DecisionReason {

        @Override
        public DecisionCode code() {
            return DecisionCode.MEMORY_BUDGET;
        }
    }

    /** Another model needs the memory. */
    record MemoryNeeded(String comer, long needed, long available) implements DecisionReason {

        @Override
        public DecisionCode code() {
            return DecisionCode.MEMORY_NEEDED;
        }
    }

    /** A model that is not loaded. */
    sealed interface Refusal extends DecisionReason {

        /** What the request that wanted it fails with. */
        Fault.Code fault();
    }

    /** Memory is critical; {@code available} is null where nobody knows it. */
    record MemoryCritical(String model, double percent, Long available) implements Refusal {

        @Override
        public DecisionCode code() {
            return DecisionCode.MEMORY_CRITICAL;
        }

        @Override
        public Fault.Code fault() {
            return Fault.Code.NOT_ENOUGH_MEMORY;
        }
    }

    /** The model needs more than {@code limit}, whatever leaves; {@code largest} is the largest other model that fits. */
    record TooLarge(DecisionCode code, String model, long needed, long limit, Optional<String> largest) implements Refusal {

        @Override
        public Fault.Code fault() {
            return Fault.Code.MODEL_TOO_LARGE;
        }
    }

    /**
     * Not enough can be made free now.
     *
     * @param obtainable what it could have at most
     * @param inUse      names of models that are in use
     * @param largest    the largest other model that fits
     */
    record NotEnoughMemory(String model, long needed, long obtainable, long available, long reserve, List<String> inUse,
                           Optional<String> largest) implements Refusal {

        @Override
        public DecisionCode code() {
            return DecisionCode.NOT_ENOUGH_MEMORY;
        }

        @Override
        public Fault.Code fault() {
            return Fault.Code.NOT_ENOUGH_MEMORY;
        }
    }

    /** The engine or the model's file failed. */
    record LoadFailed(Fault cause) implements Refusal {

        @Override
        public DecisionCode code() {
            return DecisionCode.LOAD_FAILED;
        }

        @Override
        public Fault.Code fault() {
            return cause.code();
        }
    }
}
