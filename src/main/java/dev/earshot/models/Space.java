package dev.earshot.models;

import dev.earshot.system.SystemMessages.Level;
import dev.earshot.system.SystemMessages.Reading;

/**
 * Memory of the machine at a moment.
 *
 * @param percent   in use
 * @param available bytes, or null where nobody knows
 * @param total     bytes, likewise
 */
record Space(Level level, double percent, Long available, Long total) {

    static final Space UNKNOWN = new Space(Level.NORMAL, 0, null, null);

    static Space of(Reading reading) {
        return new Space(reading.system().status(), reading.system().percent(), reading.available(), Math.round(reading.system().totalGb() * 1e9));
    }
}
