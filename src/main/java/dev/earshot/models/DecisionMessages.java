package dev.earshot.models;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.earshot.bus.Address;
import dev.earshot.bus.Topic;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the models module decides about models in memory, and why. */
public final class DecisionMessages {

    /** The last decisions, the newest first; 1000 are kept, and 50 of {@code keep}, until the service ends. Fails with {@code bad-request}. */
    public static final Address<ListDecisions, DecisionList> DECISIONS =
            Address.json("earshot.models.decisions", ListDecisions.class, DecisionList.class);

    /** Every decision about residency, with its reason. */
    public static final Topic<Decision> DECISION = new Topic<>("earshot.models.decision", Decision.class);

    private DecisionMessages() {
    }

    /** What is done about a model. Written with hyphens: {@code step-down}. */
    public enum DecisionAction {
        LOAD, LOADED, KEEP, UNLOAD, UNLOADED, EVICT, REFUSE, SUGGEST, STEP_DOWN, STEP_UP,
        /** Another opinion of how much of a short window it must encode. */
        SHORT_SPEECH;

        @JsonValue
        public String text() {
            return hyphenated(this);
        }
    }

    /** Why something is done about a model, for programs. Written with hyphens: {@code max-resident}. */
    public enum DecisionCode {
        /** A request needs it. */
        REQUESTED,
        /** A request needed it while it was being unloaded, so it is loaded again. */
        REQUESTED_WHILE_LEAVING,
        LOADED,
        IN_USE,
        /** It stays as long as keep_alive or the strategy says, counted from its last request. */
        KEEP_ALIVE,
        /** Its time is up. */
        IDLE,
        /** It may not stay at all without a request, as things are now. */
        NOT_KEPT,
        UNLOAD_REQUESTED,
        MEMORY_FREED,
        /** {@code models.max_resident}. */
        MAX_RESIDENT,
        /** {@code models.memory_budget_mb}, which the models in memory exceed together. */
        MEMORY_BUDGET,
        /** Another model needs the memory. */
        MEMORY_NEEDED,
        /** It was to leave for another model, and the last request that used it has ended. */
        REPLACED,
        MEMORY_CRITICAL,
        /** It alone needs more than {@code models.memory_budget_mb}. */
        OVER_BUDGET,
        /** It alone needs more than the machine has. */
        OVER_MACHINE,
        NOT_ENOUGH_MEMORY,
        LOAD_FAILED,
        PROCESSOR_BUSY,
        PROCESSOR_CALM,
        /** Its short windows have kept their words. */
        SHORT_SPEECH_TRUSTED,
        /** Some have not. */
        SHORT_SPEECH_LEARNING,
        /** Too many have not. */
        SHORT_SPEECH_NEVER;

        @JsonValue
        public String text() {
            return hyphenated(this);
        }
    }

    private static String hyphenated(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * @param code    why, for programs; {@code reason} says the same to people
     * @param numbers what it was decided by: {@code available_mb}, {@code needed_mb}, {@code reserve_mb}, {@code freed_mb} (what its process held),
     *                {@code percent}, {@code milliseconds} and the like; empty where there are none
     * @param job     the id of the job whose request led to it; absent where none did
     */
    public record Decision(Instant at, String node, String model, DecisionAction action, DecisionCode code, String reason, Map<String, Double> numbers,
            String job) {
        public Decision {
            numbers = numbers == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
        }
    }

    /**
     * @param limit  at most so many, 1 to 1000; absent for 100
     * @param model  of this model only, or absent
     * @param action the text of a {@link DecisionAction}: of this kind only; or absent
     */
    public record ListDecisions(Integer limit, String model, String action) {
    }

    public record DecisionList(List<Decision> decisions) {
        public DecisionList {
            decisions = List.copyOf(decisions);
        }
    }
}
