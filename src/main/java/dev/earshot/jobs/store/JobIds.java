package dev.earshot.jobs.store;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Clock;

/** Names for jobs: in the order of their making, and not to be guessed. Lower-case letters and digits. */
public final class JobIds {

    private static final int TIME_DIGITS = 9;
    private static final int RANDOM_DIGITS = 13;
    private static final int RANDOM_BITS = 64;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public JobIds(Clock clock) {
        this.clock = clock;
    }

    public String next() {
        return pad(Long.toString(clock.millis(), 36), TIME_DIGITS)
                + pad(new BigInteger(RANDOM_BITS, random).toString(36), RANDOM_DIGITS);
    }

    private static String pad(String digits, int length) {
        return "0".repeat(Math.max(0, length - digits.length())) + digits;
    }
}
