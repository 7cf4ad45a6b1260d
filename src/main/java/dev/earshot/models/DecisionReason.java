package dev.earshot.models;

import dev.earshot.bus.Fault;
import dev.earshot.config.KeepAlive;
import dev.earshot.models.DecisionMessages.DecisionCode;

import java.util.List;
import java.util.Optional;

/** The reason of a decision about a model, as data: a code, and the values for {@link DecisionText}. Sizes are in bytes. */
sealed interface DecisionReason {

    DecisionCode code();

    /** A reason without details. */
    record Plain(DecisionCode code) implements DecisionReason {
    }

    /** A request that needs the model; {@code holder} describes whose, for users. */
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
     * A consequence of the model's keep-alive time: it stays, the time is over, or it does not stay at all.
     *
     * @param code   {@code KEEP_ALIVE}, {@code IDLE} or {@code NOT_KEPT}
     * @param origin where the time comes from
     */
    record Stay(DecisionCode code, KeepAlive time, StayOrigin origin) implements DecisionReason {
    }

    /**
     * The origin of a model's keep-alive time.
     *
     * @param percent  of memory in use where memory pressure shortens it, else null
     * @param strategy that applies where no request has a keep_alive, else null
     * @param capped   whether {@code models.keep_alive_max} allows less than the request wanted
     */
    record StayOrigin(Double percent, String strategy, boolean capped) {
    }

    /** Applies when the requests that use the model have ended. */
    record WhenUnused(DecisionReason why) implements DecisionReason {

        @Override
        public DecisionCode code() {
            return why.code();
        }
    }

    /** Its memory is free again; {@code bytes} is null where that is unknown. */
    record Freed(Long bytes) implements DecisionReason {

        @Override
        public DecisionCode code() {
            return DecisionCode.MEMORY_FREED;
        }
    }

    /** {@code models.max_resident} is reached; {@code incoming} is the model to be loaded, or null. */
    record TooMany(String incoming, int maxResident) implements DecisionReason {

        @Override
        public DecisionCode code() {
            return DecisionCode.MAX_RESIDENT;
        }
    }

    /** {@code models.memory_budget_mb} is reached; {@code incoming} is the model to be loaded, or null. */
    record BudgetReached(String incoming, long budget) implements DecisionReason {

        @Override
        public DecisionCode code() {
            return DecisionCode.MEMORY_BUDGET;
        }
    }

    /** Another model needs the memory. */
    record MemoryNeeded(String incoming, long needed, long available) implements DecisionReason {

        @Override
        public DecisionCode code() {
            return DecisionCode.MEMORY_NEEDED;
        }
    }

    /** The reason why a model is not loaded. */
    sealed interface Refusal extends DecisionReason {

        /** The code of the fault that its requests fail with. */
        Fault.Code fault();
    }

    /** Memory is critical; {@code available} is null where that is unknown. */
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

    /** The model needs more than {@code limit}, whatever is evicted; {@code largest} is the largest other model that fits. */
    record TooLarge(DecisionCode code, String model, long needed, long limit, Optional<String> largest) implements Refusal {

        @Override
        public Fault.Code fault() {
            return Fault.Code.MODEL_TOO_LARGE;
        }
    }

    /**
     * Not enough memory can be freed now.
     *
     * @param obtainable what could be freed at most, plus what is free
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
