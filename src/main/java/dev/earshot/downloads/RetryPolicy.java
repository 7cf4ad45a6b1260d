package dev.earshot.downloads;

import java.time.Duration;
import java.util.Random;

/**
 * Exponential backoff with jitter, so that the clients of a server that was down do not all return at once. Gives up after too many
 * consecutive failures without progress. Pure; not thread-safe.
 */
final class RetryPolicy {

    private final int maxFailures;
    private final Duration base;
    private final Duration maxBackoff;
    private final Duration maxRetryAfter;
    private final Random random;
    private int failures;

    /**
     * @param maxFailures   consecutive failures at which to give up, 1 or more
     * @param base          the backoff after the first failure, before jitter
     * @param maxBackoff    the longest backoff, before jitter
     * @param maxRetryAfter the longest Retry-After that is honoured
     */
    RetryPolicy(int maxFailures, Duration base, Duration maxBackoff, Duration maxRetryAfter, Random random) {
        this.maxFailures = maxFailures;
        this.base = base;
        this.maxBackoff = maxBackoff;
        this.maxRetryAfter = maxRetryAfter;
        this.random = random;
    }

    /** The transfer has more bytes than ever before. */
    void onProgress() {
        failures = 0;
    }

    /**
     * An attempt failed.
     *
     * @param retryAfter the delay that the server asks for, or null
     * @return how long to wait, or null to give up
     */
    Duration onFailure(Duration retryAfter) {
        failures++;
        if (failures >= maxFailures) {
            return null;
        }
        long ceilingMs = Math.min(maxBackoff.toMillis(), base.toMillis() << Math.min(failures - 1, 20));
        Duration backoff = Duration.ofMillis(ceilingMs / 2 + (long) (random.nextDouble() * (ceilingMs - ceilingMs / 2)));
        if (retryAfter == null) {
            return backoff;
        }
        Duration granted = retryAfter.compareTo(maxRetryAfter) > 0 ? maxRetryAfter : retryAfter;
        return granted.compareTo(backoff) > 0 ? granted : backoff;
    }
}
