package dev.earshot.models;

import dev.earshot.config.Config;
import dev.earshot.engine.EngineMessages;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param engine to load or unload a model
 * @param lease  how long a lease lasts without renewal, at least
 */
record ModelTimes(Duration engine, Duration lease) {

    /** Time enough for a holder that is held up by a slow disk. */
    private static final Duration LEASE = Duration.ofMinutes(3);

    static ModelTimes of(Config config) {
        return new ModelTimes(EngineMessages.loadTimeout(config.engine().windowLimitSeconds()), LEASE);
    }
}
