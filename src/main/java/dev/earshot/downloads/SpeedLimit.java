package dev.earshot.downloads;

/** A token bucket that holds up to a quarter of a second. Pure: every call brings the time along. Not thread-safe. */
final class SpeedLimit {

    private final double bytesPerMs;
    private double tokens;
    private long last = Long.MIN_VALUE;

    /** @param mb MB (10^6 bytes) a second, 0 for no limit */
    SpeedLimit(int mb) {
        this.bytesPerMs = mb * 1000.0;
    }

    /**
     * So many bytes have come.
     *
     * @param now milliseconds of a clock
     * @return milliseconds to wait before more may come, 0 for none
     */
    long take(long now, long bytes) {
        if (bytesPerMs == 0) {
            return 0;
        }
        double full = bytesPerMs * 250;
        tokens = last == Long.MIN_VALUE ? full : Math.min(full, tokens + Math.max(0, now - last) * bytesPerMs);
        last = now;
        tokens -= bytes;
        return tokens >= 0 ? 0 : (long) Math.ceil(-tokens / bytesPerMs);
    }
}
