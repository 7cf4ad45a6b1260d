package dev.earshot.downloads;

import java.time.Duration;

/**
 * Notices a server that has stopped sending, or has almost: no byte for {@code stallTimeout}, or fewer than {@code minBytesPerWindow} in
 * {@code rateWindow}. Times are milliseconds of any origin. Pure.
 */
final class StallDetector {

    private final long stallTimeoutMs;
    private final long rateWindowMs;
    private final int minBytesPerWindow;
    private long lastBytesMs;
    private long windowStartMs;
    private long windowBytes;

    StallDetector(TransferLimits limits, long now) {
        this.stallTimeoutMs = limits.stallTimeout().toMillis();
        this.rateWindowMs = limits.rateWindow().toMillis();
        this.minBytesPerWindow = limits.minBytesPerWindow();
        onPauseEnded(now);
    }

    /** @param arrived bytes of the file; 0 when the response headers arrive */
    void onBytes(int arrived, long now) {
        if (now - windowStartMs >= rateWindowMs && windowBytes >= minBytesPerWindow) {
            windowStartMs = now;
            windowBytes = 0;
        }
        windowBytes += arrived;
        lastBytesMs = now;
    }

    /** Until now the server could not send, because we had paused the response. */
    void onPauseEnded(long now) {
        lastBytesMs = now;
        windowStartMs = now;
        windowBytes = 0;
    }

    /** Milliseconds until this counts as a stall if nothing more arrives; 0 once it does. */
    long remainingMs(long now) {
        long untilTooSlow = windowBytes >= minBytesPerWindow ? Long.MAX_VALUE : rateWindowMs - (now - windowStartMs);
        return Math.max(0, Math.min(stallTimeoutMs - (now - lastBytesMs), untilTooSlow));
    }

    /** The stall, as the failure to report. */
    RetryableFailure failure(long now) {
        return now - lastBytesMs >= stallTimeoutMs
                ? RetryableFailure.stalled(Duration.ofMillis(stallTimeoutMs)) : RetryableFailure.tooSlow(minBytesPerWindow, Duration.ofMillis(rateWindowMs));
    }
}
