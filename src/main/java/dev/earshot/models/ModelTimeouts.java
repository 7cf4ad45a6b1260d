package dev.earshot.models;

import dev.earshot.config.Config;
import dev.earshot.engine.EngineMessages;

import java.time.Duration;

/**
 * How long the models module waits.
 *
 * @param engineOperation for the engine to load or unload a model
 * @param leaseLifetime   the time without renewal after which a lease expires
 */
record ModelTimeouts(Duration engineOperation, Duration leaseLifetime) {

    /** Long enough for a holder that is delayed by a slow disk. */
    private static final Duration LEASE_LIFETIME = Duration.ofMinutes(3);

    static ModelTimeouts of(Config config) {
        return new ModelTimeouts(EngineMessages.loadTimeout(config.engine().windowLimitSeconds()), LEASE_LIFETIME);
    }
}
