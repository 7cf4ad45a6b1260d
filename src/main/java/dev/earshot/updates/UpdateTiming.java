package dev.earshot.updates;

import java.time.Duration;

/**
 * @param delay    from the start to the first check
 * @param interval between checks
 * @param pause    that a check on request keeps to the one before
 * @param timeout  of a request to the feed
 */
record UpdateTiming(Duration delay, Duration interval, Duration pause, Duration timeout) {

    static final UpdateTiming STANDARD = new UpdateTiming(Duration.ofMinutes(1), Duration.ofDays(1), Duration.ofMinutes(1), Duration.ofSeconds(5));
}
