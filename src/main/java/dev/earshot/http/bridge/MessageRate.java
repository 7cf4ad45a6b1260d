package dev.earshot.http.bridge;

import java.time.Duration;

/** Limits how often a client of the bridge may send a frame. Event loop only. */
final class MessageRate {

    private final int most;
    private final long per;
    private long since = System.nanoTime();
    private int frames;

    /** @param most frames in a time */
    MessageRate(int most, Duration per) {
        this.most = most;
        this.per = per.toNanos();
    }

    /**
     * Counts a frame; false where it is one too many.
     *
     * @param reads whether the client reads what it is sent; while it does not, the answers to its pings pile up, however slow they are
     */
    boolean allows(boolean reads) {
        long now = System.nanoTime();
        if (reads && now - since > per) {
            since = now;
            frames = 0;
        }
        return ++frames <= most;
    }
}
