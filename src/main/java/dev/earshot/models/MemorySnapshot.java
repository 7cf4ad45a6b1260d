package dev.earshot.models;

import dev.earshot.system.SystemMessages.Level;
import dev.earshot.system.SystemMessages.SystemReading;

/**
 * Memory of the machine at a moment.
 *
 * @param percent   in use
 * @param available bytes, or null where nobody knows
 * @param total     bytes, likewise
 */
record MemorySnapshot(Level level, double percent, Long available, Long total) {

    static final MemorySnapshot UNKNOWN = new MemorySnapshot(Level.NORMAL, 0, null, null);

    /** What a person should know whose work goes on although memory is critical; null while it is not. */
    LeaseNotice notice() {
        return level == Level.CRITICAL ? new LeaseNotice.MemoryTight(percent, available) : null;
    }

    static MemorySnapshot of(SystemReading reading) {
        return new MemorySnapshot(reading.system().status(), reading.system().percent(), reading.available(), Math.round(reading.system().totalGb() * 1e9));
    }
}
