package dev.earshot.downloads;

import java.time.Duration;

/**
 * Finds that a server sends nothing any more, or next to nothing: nothing since its last byte for {@code stall}, or less than
 * {@code leastBytes} in {@code leastTime}. Times are milliseconds of any origin. Pure.
 */
final class StallDetector {

    private final long stall;
    private final long leastTime;
    private final int leastBytes;
    private long last;
    private long since;
    private long bytes;

    StallDetector(TransferLimits tuning, long now) {
        this.stall = tuning.stall().toMillis();
        this.leastTime = tuning.leastTime().toMillis();
        this.leastBytes = tuning.leastBytes();
        held(now);
    }

    /** So many bytes of the file have arrived; 0 for an answer without any yet. */
    void onBytes(int arrived, long now) {
        if (now - since >= leastTime && bytes >= leastBytes) {
            since = now;
            bytes = 0;
        }
        bytes += arrived;
        last = now;
    }

    /** It was kept from sending until now. */
    void held(long now) {
        last = now;
        since = now;
        bytes = 0;
    }

    /** How long it may still be before it is too long; 0 where it is. */
    long left(long now) {
        long crawl = bytes >= leastBytes ? Long.MAX_VALUE : leastTime - (now - since);
        return Math.max(0, Math.min(stall - (now - last), crawl));
    }

    /** Why it is too long. */
    RetryableFailure setback(long now) {
        return now - last >= stall ? RetryableFailure.silent(Duration.ofMillis(stall)) : RetryableFailure.crawling(leastBytes, Duration.ofMillis(leastTime));
    }
}
