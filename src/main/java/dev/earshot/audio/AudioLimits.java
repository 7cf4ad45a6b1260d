package dev.earshot.audio;

import dev.earshot.bus.Fault;
import dev.earshot.config.Config;

import java.time.Duration;

/**
 * What files and clients may do.
 *
 * @param longestSeconds of a file: one that decodes to more was made to
 * @param idle           how long a session is kept of which nothing is asked; twice what the engine may take for a window at least
 * @param sessions       that may be open at once; those of this node's jobs need no more than half of them
 */
record AudioLimits(double longestSeconds, Duration idle, int sessions) {

    private static final double LONGEST_SECONDS = 48 * 3600;
    private static final Duration IDLE = Duration.ofMinutes(15);
    /** Each may hold a decoder's process and a megabyte of samples. */
    private static final int SESSIONS = 64;
    private static final int LEAST_RATE = 1_000;
    private static final int MOST_RATE = 768_000;

    static AudioLimits of(Config config) {
        Duration patient = Duration.ofSeconds(2L * config.engine().windowLimitSeconds());
        return new AudioLimits(LONGEST_SECONDS, IDLE.compareTo(patient) > 0 ? IDLE : patient, Math.max(SESSIONS, 2 * config.jobs().active()));
    }

    /** @throws Fault {@code bad-audio} */
    void checkLength(double seconds) {
        if (seconds > longestSeconds) {
            throw new Fault(Fault.Code.BAD_AUDIO, "The file has more than " + (long) (longestSeconds / 3600) + " hours of audio; cut it into parts.");
        }
    }

    /**
     * @param rate samples a second, as a file claims
     * @throws Fault {@code bad-audio}
     */
    static void checkRate(long rate) {
        if (rate < LEAST_RATE || rate > MOST_RATE) {
            throw new Fault(Fault.Code.BAD_AUDIO, "The file says that it has " + rate + " samples a second, which no recording has: from "
                    + LEAST_RATE + " to " + MOST_RATE + " can be read.");
        }
    }
}
