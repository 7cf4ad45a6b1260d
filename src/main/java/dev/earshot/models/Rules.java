package dev.earshot.models;

import dev.earshot.config.Config;
import dev.earshot.config.KeepAlive;

import java.util.Locale;

/**
 * What the configuration says of residency.
 *
 * @param standard    how long a model stays where no request has said
 * @param strategy    what to call that in reasons
 * @param maxResident models that may stay at once; one in use is never ended for another
 * @param budget      bytes that all of them may need together, 0 for no limit
 * @param reserve     bytes that a load leaves to the rest of the machine
 */
record Rules(KeepAlive standard, String strategy, int maxResident, long budget, long reserve) {

    static Rules of(Config.Models config) {
        return new Rules(KeepAlive.of(config), config.strategy().name().toLowerCase(Locale.ROOT), config.maxResident(),
                Math.round(config.memoryBudgetMb() * Footprint.MB), Math.round(config.reserveMb() * Footprint.MB));
    }
}
