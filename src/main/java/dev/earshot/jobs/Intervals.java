package dev.earshot.jobs;

import java.time.Duration;

/**
 * How long the module waits between attempts.
 *
 * @param firstPause before a store that has failed, or a release, is tried again for the first time
 * @param retention  between removals of what ended long ago
 */
record Intervals(Duration firstPause, Duration retention) {

    static final Intervals STANDARD = new Intervals(Duration.ofMillis(250), Duration.ofMinutes(10));
}
