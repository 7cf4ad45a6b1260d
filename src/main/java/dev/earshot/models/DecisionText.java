package dev.earshot.models;

import dev.earshot.bus.Fault;
import dev.earshot.config.KeepAlive;
import dev.earshot.format.MemoryEstimate;
import dev.earshot.models.DecisionMessages.DecisionCode;
import dev.earshot.models.DecisionReason.BudgetReached;
import dev.earshot.models.DecisionReason.Freed;
import dev.earshot.models.DecisionReason.InUse;
import dev.earshot.models.DecisionReason.LoadFailed;
import dev.earshot.models.DecisionReason.MemoryCritical;
import dev.earshot.models.DecisionReason.MemoryNeeded;
import dev.earshot.models.DecisionReason.NotEnoughMemory;
import dev.earshot.models.DecisionReason.Plain;
import dev.earshot.models.DecisionReason.Refusal;
import dev.earshot.models.DecisionReason.Requested;
import dev.earshot.models.DecisionReason.Stay;
import dev.earshot.models.DecisionReason.StayOrigin;
import dev.earshot.models.DecisionReason.TooLarge;
import dev.earshot.models.DecisionReason.TooMany;
import dev.earshot.models.DecisionReason.WhenUnused;
import dev.earshot.models.LeaseNotice.MemoryTight;
import dev.earshot.models.LeaseNotice.Replaced;
import dev.earshot.models.LeaseNotice.StaysAlways;
import dev.earshot.models.LeaseNotice.StaysAtMost;
import dev.earshot.models.LeaseNotice.Suggested;
import dev.earshot.models.ProcessorPolicy.ModelSwitch;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The sentences about decisions and leases that users read, all of which are made here. Pure. */
final class DecisionText {

    private DecisionText() {
    }

    /** The reason of a decision. */
    static String of(DecisionReason reason) {
        if (reason instanceof Plain plain) {
            return plain(plain.code());
        } else if (reason instanceof Requested requested) {
            return "requested by " + requested.holder();
        } else if (reason instanceof InUse use) {
            return use.holder() == null ? "in use" : "in use by " + use.holder();
        } else if (reason instanceof Stay stay) {
            return stay(stay);
        } else if (reason instanceof WhenUnused later) {
            return of(later.why()) + "; it is unloaded when the requests that use it end";
        } else if (reason instanceof Freed freed) {
            return freed.bytes() == null ? "its memory is free" : mb(freed.bytes()) + " are free again";
        } else if (reason instanceof TooMany many) {
            return eviction(many.incoming()) + "models.max_resident is " + many.maxResident();
        } else if (reason instanceof BudgetReached reached) {
            return eviction(reached.incoming()) + format("models.memory_budget_mb is %.0f", reached.budget() / MemoryEstimate.MB);
        } else if (reason instanceof MemoryNeeded needed) {
            return eviction(needed.incoming()) + mb(needed.needed()) + " are needed, " + mb(needed.available()) + " are available";
        }
        return refusal((Refusal) reason);
    }

    /** How well a model recognises short windows with a shortened context. */
    static String of(ShortSpeechRecord record) {
        String compared = record.doubtful()
                ? format("%d of %d short windows were doubtful and recognised again at full context", record.doubted(), record.doubted() + record.compared())
                : format("%d of %d short windows had the same words as at full context", record.agreed(), record.compared());
        return compared + switch (record.state()) {
            case TRUSTED -> "; from now on they get a shortened context";
            case NEVER -> "; from now on all windows get the full context (unless engine.short_speech is always)";
            default -> "; where there is any doubt they are recognised again at full context";
        };
    }

    /** The fault of a request whose model is refused. */
    static Fault fault(Refusal why) {
        return why instanceof LoadFailed failed ? failed.cause() : new Fault(why.fault(), of(why));
    }

    /** Why a model other than the requested one is used, or could be. */
    static String of(ModelSwitch step) {
        String slow = format("The processor cannot keep up with '%s' (%.0f %% busy, %.1f s for 1 s of audio)", step.asked(), step.percent(), step.factor());
        return switch (step.action()) {
            case SUGGEST -> slow + "; the model '" + step.used() + "' is installed and faster.";
            case STEP_DOWN -> slow + "; requests for it get '" + step.used() + "' from now on.";
            default -> format("The processor has kept up for a minute (%.0f %% busy); requests for '%s' get '%s' again.",
                    step.percent(), step.asked(), step.used());
        };
    }

    /**
     * The notice for a request.
     *
     * @param notices nulls are ignored
     * @return null where there is none
     */
    static String notice(LeaseNotice... notices) {
        List<String> sentences = Stream.of(notices).filter(Objects::nonNull).map(DecisionText::of).toList();
        return sentences.isEmpty() ? null : String.join(" ", sentences);
    }

    private static String of(LeaseNotice notice) {
        if (notice instanceof Replaced replaced) {
            return "The model '" + replaced.used() + "' was used in place of '" + replaced.asked()
                    + "', because the processor cannot keep up (models.cpu_policy is auto).";
        } else if (notice instanceof Suggested suggested) {
            return of(suggested.step());
        } else if (notice instanceof StaysAlways) {
            return "The model stays in memory, because models.strategy is always; keep_alive has no effect.";
        } else if (notice instanceof StaysAtMost capped) {
            return "The model stays for " + capped.longest().words() + " after its last request, because models.keep_alive_max allows no more.";
        }
        MemoryTight tight = (MemoryTight) notice;
        return memoryUsedUp(tight.percent(), tight.available()) + ". The job runs all the same, because the model fits;"
                + " close other programs that are not needed.";
    }

    private static String memoryUsedUp(double percent, Long available) {
        return "Memory is nearly used up (" + percent + " % in use" + (available == null ? "" : ", " + mb(available) + " are available") + ")";
    }

    private static String plain(DecisionCode code) {
        return switch (code) {
            case REQUESTED_WHILE_LEAVING -> "requested while it was being unloaded";
            case LOADED -> "it is in memory";
            case UNLOAD_REQUESTED -> "unloading was requested";
            case REPLACED -> "another model has taken its place";
            default -> throw new IllegalArgumentException(code + " has details");
        };
    }

    private static String stay(Stay stay) {
        String origin = "(" + origin(stay.origin()) + ")";
        return switch (stay.code()) {
            case IDLE -> "idle for " + stay.time().words() + " " + origin;
            case NOT_KEPT -> "not in use " + origin;
            default -> stay.time().equals(KeepAlive.FOR_GOOD) ? "stays in memory " + origin
                    : "stays for " + stay.time().words() + " after its last request " + origin;
        };
    }

    private static String origin(StayOrigin origin) {
        if (origin.percent() != null) {
            return "memory is short: " + origin.percent() + " % in use";
        }
        return origin.strategy() != null ? "strategy " + origin.strategy()
                : "keep_alive of a request" + (origin.capped() ? ", at most models.keep_alive_max" : "");
    }

    private static String refusal(Refusal refusal) {
        if (refusal instanceof MemoryCritical critical) {
            return memoryUsedUp(critical.percent(), critical.available()) + ", so the model '" + critical.model()
                    + "' is not loaded now. Close other programs, or try again later.";
        } else if (refusal instanceof TooLarge large) {
            boolean budget = large.code() == DecisionCode.OVER_BUDGET;
            return "The model '" + large.model() + "' needs " + mb(large.needed()) + ", and " + (budget
                    ? "all models together may need " + mb(large.limit()) + " (models.memory_budget_mb). "
                            + largest(large.largest()).map(other -> other + " Name it, or raise the budget.").orElse("Raise the budget.")
                    : "this machine has " + mb(large.limit()) + " in all. "
                            + largest(large.largest()).orElse("No other model fits either: give it more memory."));
        } else if (refusal instanceof NotEnoughMemory little) {
            String beside = little.inUse().isEmpty() ? "" : ", beside " + String.join(" and ", little.inUse()) + " in use";
            return "The model '" + little.model() + "' needs " + mb(little.needed()) + ", but only " + mb(little.obtainable())
                    + " of memory can be made available (" + mb(little.available()) + " are available, " + mb(little.reserve())
                    + " are kept for the rest of the machine, models.reserve_mb)" + beside + ". "
                    + largest(little.largest()).orElse("Close other programs, or try again later.");
        }
        return "it could not be loaded: " + ((LoadFailed) refusal).cause().getMessage();
    }

    private static Optional<String> largest(Optional<String> model) {
        return model.map(name -> "The largest model that fits is '" + name + "'.");
    }

    private static String eviction(String incoming) {
        return incoming == null ? "" : "to make room for " + incoming + ": ";
    }

    private static String mb(long bytes) {
        return format("%.0f MB", bytes / MemoryEstimate.MB);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
