package dev.earshot.http;

import java.time.Duration;

/** How often a client of the bridge says something. Event loop only. */
final class MessageRate {

    private final int most;
    private final long per;
    private long since = System.nanoTime();
    private int frames;

    /** @param most messages in a time */
    MessageRate(int most, Duration per) {
        this.most = most;
        this.per = per.toNanos();
    }

    /** One more has come: whether that is not too many. */
    boolean allows() {
        long now = System.nanoTime();
        if (now - since > per) {
            since = now;
            frames = 0;
        }
        return ++frames <= most;
    }
}
