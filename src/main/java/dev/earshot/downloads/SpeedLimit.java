package dev.earshot.downloads;

/** A token bucket with a capacity of a quarter of a second. Pure: each call passes the time. Not thread-safe. */
final class SpeedLimit {

    private final double bytesPerMs;
    private double tokens;
    private long lastMs = Long.MIN_VALUE;

    /** @param mb MB (10^6 bytes) a second, 0 for no limit */
    SpeedLimit(int mb) {
        this.bytesPerMs = mb * 1000.0;
    }

    /**
     * Takes tokens for received bytes.
     *
     * @param now milliseconds of a clock
     * @return milliseconds to wait before receiving more, 0 for none
     */
    long consume(long now, long bytes) {
        if (bytesPerMs == 0) {
            return 0;
        }
        double full = bytesPerMs * 250;
        tokens = lastMs == Long.MIN_VALUE ? full : Math.min(full, tokens + Math.max(0, now - lastMs) * bytesPerMs);
        lastMs = now;
        tokens -= bytes;
        return tokens >= 0 ? 0 : (long) Math.ceil(-tokens / bytesPerMs);
    }
}
