package dev.earshot.jobs;

import java.time.Duration;

/**
 * How long the module waits between attempts.
 *
 * @param firstBackoff before the first retry of a store that has failed, or of a release
 * @param retention  between removals of what ended long ago
 */
record Intervals(Duration firstBackoff, Duration retention) {

    static final Intervals STANDARD = new Intervals(Duration.ofMillis(250), Duration.ofMinutes(10));
}
