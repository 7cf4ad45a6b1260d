package dev.earshot.audio;

import dev.earshot.bus.Fault;
import dev.earshot.config.Config;

import java.time.Duration;

/**
 * Limits for files and clients.
 *
 * @param maxSeconds  duration of a file: one that decodes to more was made to do harm
 * @param idleTimeout how long a session is kept without a request; at least twice what the engine may take for a window
 * @param maxSessions how many sessions may be open at once; those of this node's jobs need no more than half of them
 */
record AudioLimits(double maxSeconds, Duration idleTimeout, int maxSessions) {

    private static final double MAX_SECONDS = 48 * 3600;
    private static final Duration MIN_IDLE_TIMEOUT = Duration.ofMinutes(15);
    /** Each may hold a decoder process and a megabyte of samples. */
    private static final int SESSIONS = 64;
    private static final int MIN_RATE_HZ = 1_000;
    private static final int MAX_RATE_HZ = 768_000;

    static AudioLimits of(Config config) {
        Duration twoWindows = Duration.ofSeconds(2L * config.engine().windowLimitSeconds());
        return new AudioLimits(MAX_SECONDS, MIN_IDLE_TIMEOUT.compareTo(twoWindows) > 0 ? MIN_IDLE_TIMEOUT : twoWindows,
                Math.max(SESSIONS, 2 * config.jobs().active()));
    }

    /** @throws Fault {@code bad-audio} */
    void checkLength(double seconds) {
        if (seconds > maxSeconds) {
            throw new Fault(Fault.Code.BAD_AUDIO, "The file has more than " + (long) (maxSeconds / 3600) + " hours of audio; cut it into parts.");
        }
    }

    /**
     * @param rate in Hz, as stated in a file
     * @throws Fault {@code bad-audio}
     */
    static void checkRate(long rate) {
        if (rate < MIN_RATE_HZ || rate > MAX_RATE_HZ) {
            throw new Fault(Fault.Code.BAD_AUDIO, "The file's sample rate, " + rate + " Hz, is not one of a recording: "
                    + MIN_RATE_HZ + " to " + MAX_RATE_HZ + " Hz can be read.");
        }
    }
}
