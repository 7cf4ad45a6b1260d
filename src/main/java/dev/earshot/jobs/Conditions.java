package dev.earshot.jobs;

import dev.earshot.system.SystemMessages.Level;
import dev.earshot.system.SystemMessages.Reading;

import java.time.Duration;
import java.time.Instant;

/** What the machine's memory allows. Until somebody says otherwise, everything. Belongs to the room's thread. */
final class Conditions {

    /** Seconds of a window at most while memory is critical: shorter ones need less of it at a time. */
    private static final int SHORT_WINDOW = 15;
    /** How long batch work waits after it did not get the memory that it needs. */
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final long GB = 1_000_000_000;

    private Level level = Level.NORMAL;
    private long available = Long.MAX_VALUE;
    private Instant starvedUntil = Instant.MIN;

    void looked(Reading reading) {
        level = reading.system().status();
        available = reading.available();
    }

    /** Batch work did not get memory: there is no use in trying again at once. */
    void starved(Instant now) {
        starvedUntil = now.plus(PAUSE);
    }

    /** Whether work for which nobody waits may begin or go on. */
    boolean batchMayRun(Instant now) {
        return level != Level.CRITICAL && !starvedUntil.isAfter(now);
    }

    /** Seconds of a window at most, or null for what is configured. */
    Integer longestWindow() {
        return level == Level.CRITICAL ? SHORT_WINDOW : null;
    }

    /** Seconds of decoded sound that a job may hold beyond the window that is being recognised. */
    int aheadSeconds() {
        return available < 4 * GB ? 60 : available < 8 * GB ? 90 : 120;
    }
}
