package dev.earshot.jobs.transcribe;

import dev.earshot.system.SystemMessages.Level;
import dev.earshot.system.SystemMessages.MemoryReading;
import dev.earshot.system.SystemMessages.SystemReading;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What the machine's memory permits transcriptions to do: everything until the first reading. Belongs to the module's thread. */
final class MemoryConditions {

    /** Maximum length of windows while memory is critical, as shorter ones need less of it at a time. */
    private static final int SHORT_WINDOW_SECONDS = 15;
    /** How long batch jobs wait for a model that did not fit into memory. */
    private static final Duration SHORTAGE_PAUSE = Duration.ofSeconds(30);
    private static final long BYTES_PER_GB = 1_000_000_000;

    /** A level ends so many percentage points below its threshold. */
    private static final int HYSTERESIS_PERCENT = 3;

    private record Shortage(Instant until, String reason) {
    }

    private final Map<String, Shortage> shortages = new HashMap<>();
    /** The reading that set the present level. */
    private MemoryReading levelReading;
    private Level level = Level.NORMAL;
    private long availableBytes = Long.MAX_VALUE;

    void onReading(SystemReading reading) {
        if (level != reading.system().status()) {
            levelReading = reading.system();
        }
        level = reading.system().status();
        availableBytes = reading.available();
    }

    /**
     * A model did not fit into memory: batch jobs that need it wait for a while.
     *
     * @param why a sentence with numbers
     */
    void starved(String model, String why, Instant now) {
        shortages.put(model, new Shortage(now.plus(SHORTAGE_PAUSE), why));
    }

    boolean isCritical() {
        return level == Level.CRITICAL;
    }

    /** Whether a batch job that needs a model may start. */
    boolean mayStartBatch(String model, Instant now) {
        return !isCritical() && !starved(model, now);
    }

    /** Whether no job has to wait for memory. */
    boolean isUnconstrained(Instant now) {
        return !isCritical() && shortages.values().stream().noneMatch(starved -> starved.until().isAfter(now));
    }

    /** Why a batch job may not start: sentences with the numbers of the moment when that began; null where it may. */
    String waitReason(String model, Instant now) {
        if (isCritical()) {
            return String.format(Locale.ROOT, "It waits for memory: %s %% of %.1f GB were in use, %.0f MB available. Batch jobs continue below %d %%.",
                    levelReading.percent(), levelReading.totalGb(), levelReading.availableGb() * 1000, levelReading.criticalPercent() - HYSTERESIS_PERCENT);
        }
        return starved(model, now) ? "It waits for memory. " + shortages.get(model).reason() : null;
    }

    private boolean starved(String model, Instant now) {
        return shortages.containsKey(model) && shortages.get(model).until().isAfter(now);
    }

    /**
     * The maximum length of a window in seconds; null for what is configured.
     *
     * @param ofModel the model's own maximum in seconds, or null
     */
    Integer maxWindowSeconds(Integer ofModel) {
        return !isCritical() ? ofModel : Integer.valueOf(ofModel == null ? SHORT_WINDOW_SECONDS : Math.min(ofModel, SHORT_WINDOW_SECONDS));
    }

    /** Seconds of decoded audio that a job may hold beside the window that is being recognised. */
    int prefetchSeconds() {
        return availableBytes < 4 * BYTES_PER_GB ? 60 : availableBytes < 8 * BYTES_PER_GB ? 90 : 120;
    }
}
