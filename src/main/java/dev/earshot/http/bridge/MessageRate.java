package dev.earshot.http.bridge;

import java.time.Duration;

/** How often a client of the bridge sends a frame. Event loop only. */
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
     * One more has come: whether that is not too many.
     *
     * @param reads whether the client takes what it is sent; while it does not, the answers to its pings add up, however slowly they come
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
