package dev.earshot.system;

import dev.earshot.system.SystemMessages.Level;

/** Turns the share of memory in use into a level, with hysteresis so that the level does not flap. Pure; not thread-safe. */
final class PressureGauge {

    /** Percentage points. */
    static final double HYSTERESIS = 3;

    private double warning;
    private double critical;
    private Level level = Level.NORMAL;

    PressureGauge(int warningPercent, int criticalPercent) {
        thresholds(warningPercent, criticalPercent);
    }

    /** Takes effect with the next sample. */
    void thresholds(int warningPercent, int criticalPercent) {
        warning = warningPercent;
        critical = criticalPercent;
    }

    Level level() {
        return level;
    }

    /** @param percent of memory in use, 0 to 100 */
    Level level(double percent) {
        boolean isCritical = percent >= critical || level == Level.CRITICAL && percent > critical - HYSTERESIS;
        boolean isWarning = percent >= warning || level != Level.NORMAL && percent > warning - HYSTERESIS;
        level = isCritical ? Level.CRITICAL : isWarning ? Level.WARNING : Level.NORMAL;
        return level;
    }
}
