package dev.earshot.jobs;

import dev.earshot.system.SystemMessages.Level;
import dev.earshot.system.SystemMessages.Reading;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What the machine's memory allows. Until somebody says otherwise, everything. Belongs to the room's thread. */
final class Conditions {

    /** Seconds of a window at most while memory is critical: shorter ones need less of it at a time. */
    private static final int SHORT_WINDOW = 15;
    /** How long batch work waits for a model that there was no memory for. */
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final long GB = 1_000_000_000;

    private final Map<String, Instant> starvedUntil = new HashMap<>();
    private Level level = Level.NORMAL;
    private long available = Long.MAX_VALUE;

    void looked(Reading reading) {
        level = reading.system().status();
        available = reading.available();
    }

    /** There was no memory for a model: there is no use in trying again at once. */
    void starved(String model, Instant now) {
        starvedUntil.put(model, now.plus(PAUSE));
    }

    boolean critical() {
        return level == Level.CRITICAL;
    }

    /** Whether work for which nobody waits may begin. */
    boolean batchMayBegin(String model, Instant now) {
        return !critical() && !starvedUntil.getOrDefault(model, Instant.MIN).isAfter(now);
    }

    /**
     * Seconds of a window at most, or null for what is configured.
     *
     * @param model what the model wants, or null
     */
    Integer longestWindow(Integer model) {
        return !critical() ? model : model == null ? Integer.valueOf(SHORT_WINDOW) : Integer.valueOf(Math.min(model, SHORT_WINDOW));
    }

    /** Seconds of decoded sound that a job may hold beyond the window that is being recognised. */
    int aheadSeconds() {
        return available < 4 * GB ? 60 : available < 8 * GB ? 90 : 120;
    }
}
