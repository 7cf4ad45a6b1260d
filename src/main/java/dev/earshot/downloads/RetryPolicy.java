package dev.earshot.downloads;

import java.time.Duration;
import java.util.Random;

/**
 * How long to wait after a failure, and when to give up: exponential, with jitter so that many clients of a server that was
 * down do not come back at once. Counts failures in a row without progress. Pure; not thread-safe.
 */
final class RetryPolicy {

    private final int attempts;
    private final Duration base;
    private final Duration longest;
    private final Duration longestAsked;
    private final Random random;
    private int failures;

    /**
     * @param attempts     failures in a row that are too many, 1 or more
     * @param base         the wait after the first failure, before jitter
     * @param longest      what it grows to at most
     * @param longestAsked the longest wait a server may ask for
     */
    RetryPolicy(int attempts, Duration base, Duration longest, Duration longestAsked, Random random) {
        this.attempts = attempts;
        this.base = base;
        this.longest = longest;
        this.longestAsked = longestAsked;
        this.random = random;
    }

    /** The transfer has come further than ever before. */
    void progressed() {
        failures = 0;
    }

    /**
     * An attempt failed.
     *
     * @param asked what the server wants waited, or null
     * @return how long to wait, or null to give up
     */
    Duration failed(Duration asked) {
        failures++;
        if (failures >= attempts) {
            return null;
        }
        long grown = Math.min(longest.toMillis(), base.toMillis() << Math.min(failures - 1, 20));
        Duration own = Duration.ofMillis(grown / 2 + (long) (random.nextDouble() * (grown - grown / 2)));
        if (asked == null) {
            return own;
        }
        Duration granted = asked.compareTo(longestAsked) > 0 ? longestAsked : asked;
        return granted.compareTo(own) > 0 ? granted : own;
    }
}
