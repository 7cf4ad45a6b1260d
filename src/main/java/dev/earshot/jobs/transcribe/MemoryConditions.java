package dev.earshot.jobs.transcribe;

import dev.earshot.system.SystemMessages.Level;
import dev.earshot.system.SystemMessages.MemoryReading;
import dev.earshot.system.SystemMessages.SystemReading;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What the machine's memory allows. Until somebody says otherwise, everything. Belongs to the module's thread. */
final class MemoryConditions {

    /** Seconds of a window at most while memory is critical: shorter ones need less of it at a time. */
    private static final int SHORT_WINDOW = 15;
    /** How long batch work waits for a model that there was no memory for. */
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final long GB = 1_000_000_000;

    /** Percentage points below its beginning where a level ends. */
    private static final int LEVEL_ENDS = 3;

    private record Starved(Instant until, String why) {
    }

    private final Map<String, Starved> starvedUntil = new HashMap<>();
    /** When the level became what it is. */
    private MemoryReading memory;
    private Level level = Level.NORMAL;
    private long available = Long.MAX_VALUE;

    void onReading(SystemReading reading) {
        if (level != reading.system().status()) {
            memory = reading.system();
        }
        level = reading.system().status();
        available = reading.available();
    }

    /**
     * There was no memory for a model: there is no use in trying again at once.
     *
     * @param why a sentence with numbers
     */
    void starved(String model, String why, Instant now) {
        starvedUntil.put(model, new Starved(now.plus(PAUSE), why));
    }

    boolean critical() {
        return level == Level.CRITICAL;
    }

    /** Whether work for which nobody waits may begin. */
    boolean batchMayBegin(String model, Instant now) {
        return !critical() && !starved(model, now);
    }

    /** Whether nothing at all has to wait for memory. */
    boolean allWell(Instant now) {
        return !critical() && starvedUntil.values().stream().noneMatch(starved -> starved.until().isAfter(now));
    }

    /** Why it may not, as a sentence with the numbers of when that began; null where it may. */
    String waiting(String model, Instant now) {
        if (critical()) {
            return String.format(Locale.ROOT, "It waits for memory: %s %% of %.1f GB were in use, %.0f MB available. Batch work goes on below %d %%.",
                    memory.percent(), memory.totalGb(), memory.availableGb() * 1000, memory.criticalPercent() - LEVEL_ENDS);
        }
        return starved(model, now) ? "It waits for memory. " + starvedUntil.get(model).why() : null;
    }

    private boolean starved(String model, Instant now) {
        return starvedUntil.containsKey(model) && starvedUntil.get(model).until().isAfter(now);
    }

    /**
     * Seconds of a window at most, or null for what is configured.
     *
     * @param model what the model wants, or null
     */
    Integer longestWindow(Integer model) {
        return !critical() ? model : model == null ? Integer.valueOf(SHORT_WINDOW) : Integer.valueOf(Math.min(model, SHORT_WINDOW));
    }

    /** Seconds of decoded audio that a job may hold beyond the window that is being recognised. */
    int aheadSeconds() {
        return available < 4 * GB ? 60 : available < 8 * GB ? 90 : 120;
    }
}
