package dev.earshot.models;

import dev.earshot.config.Config;
import dev.earshot.config.KeepAlive;
import dev.earshot.format.MemoryEstimate;
import dev.earshot.models.DecisionReason.StayOrigin;

import java.util.Locale;

/**
 * The settings about models in memory.
 *
 * @param defaultStay  how long a model stays after a request without {@code keep_alive}
 * @param strategy     that {@code defaultStay} follows from
 * @param maxStay      the longest {@code keep_alive} of a request
 * @param maxResident  how many models may be in memory at once; one in use is never evicted
 * @param budgetBytes  memory that all models may need together, 0 for no limit
 * @param reserveBytes memory that a load leaves to the rest of the machine
 * @param onCritical   whether a model that fits is loaded while memory is critical
 */
record ResidencyLimits(KeepAlive defaultStay, Config.Strategy strategy, KeepAlive maxStay, int maxResident, long budgetBytes, long reserveBytes,
        Config.OnCritical onCritical) {

    static ResidencyLimits of(Config.Models config) {
        return new ResidencyLimits(KeepAlive.of(config), config.strategy(), KeepAlive.longest(config), config.maxResident(),
                Math.round(config.memoryBudgetMb() * MemoryEstimate.MB), Math.round(config.reserveMb() * MemoryEstimate.MB), config.onCritical());
    }

    /** Whether models stay in memory whatever {@code keep_alive} requests have. */
    boolean always() {
        return strategy == Config.Strategy.ALWAYS;
    }

    /** @param requested the {@code keep_alive} of a request, or null */
    KeepAlive stay(KeepAlive requested) {
        return requested == null || always() ? defaultStay : requested.atMost(maxStay);
    }

    /** What determines {@link #stay}. */
    StayOrigin origin(KeepAlive requested) {
        boolean byStrategy = requested == null || always();
        return new StayOrigin(null, byStrategy ? strategy.name().toLowerCase(Locale.ROOT) : null,
                !byStrategy && !stay(requested).equals(requested));
    }

    /** Tells a client that its {@code keep_alive} has no or less effect; null where it has. */
    LeaseNotice notice(KeepAlive requested) {
        if (requested == null || stay(requested).equals(requested)) {
            return null;
        }
        return always() ? new LeaseNotice.StaysAlways() : new LeaseNotice.StaysAtMost(maxStay);
    }

    /** Whether models stay as long as with other limits. */
    boolean sameStay(ResidencyLimits other) {
        return defaultStay.equals(other.defaultStay) && strategy == other.strategy;
    }
}
