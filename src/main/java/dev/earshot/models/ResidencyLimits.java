package dev.earshot.models;

import dev.earshot.config.Config;
import dev.earshot.config.KeepAlive;
import dev.earshot.format.MemoryEstimate;
import dev.earshot.models.DecisionReason.StayOrigin;

import java.util.Locale;

/**
 * What the configuration says of residency.
 *
 * @param standard    how long a model stays where no request has said
 * @param strategy    where that comes from
 * @param longest     the most that a request may ask for
 * @param maxResident models that may stay at once; one in use is never ended for another
 * @param budget      bytes that all of them may need together, 0 for no limit
 * @param reserve     bytes that a load leaves to the rest of the machine
 * @param onCritical  whether what fits is loaded while memory is critical
 */
record ResidencyLimits(KeepAlive standard, Config.Strategy strategy, KeepAlive longest, int maxResident, long budget, long reserve,
        Config.OnCritical onCritical) {

    static ResidencyLimits of(Config.Models config) {
        return new ResidencyLimits(KeepAlive.of(config), config.strategy(), KeepAlive.longest(config), config.maxResident(),
                Math.round(config.memoryBudgetMb() * MemoryEstimate.MB), Math.round(config.reserveMb() * MemoryEstimate.MB), config.onCritical());
    }

    /** Whether what is in memory stays there, whatever requests say. */
    boolean always() {
        return strategy == Config.Strategy.ALWAYS;
    }

    /** How long a model stays for which a request wants this, or null for what is configured. */
    KeepAlive stay(KeepAlive wish) {
        return wish == null || always() ? standard : wish.atMost(longest);
    }

    /** Where that comes from. */
    StayOrigin origin(KeepAlive wish) {
        boolean standing = wish == null || always();
        return new StayOrigin(null, standing ? strategy.name().toLowerCase(Locale.ROOT) : null, !standing && !stay(wish).equals(wish));
    }

    /** What a client should know whose wish is not done, or null. */
    LeaseNotice notice(KeepAlive wish) {
        if (wish == null || stay(wish).equals(wish)) {
            return null;
        }
        return always() ? new LeaseNotice.StaysAlways() : new LeaseNotice.StaysAtMost(longest);
    }

    /** Whether everything about how long models stay is the same. */
    boolean sameStay(ResidencyLimits other) {
        return standard.equals(other.standard) && strategy == other.strategy;
    }
}
