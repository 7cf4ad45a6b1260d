package dev.earshot.bench.abuse;

import java.util.Random;

/** One way to be hostile or unlucky. */
interface Attack {

    /** What is tried, for the report. */
    String name();

    /** How often it is tried in a soak of 15 minutes. */
    int rounds();

    /** Whether this machine allows it; where not, the reason, else null. */
    default String impossible() {
        return null;
    }

    /**
     * Tries it once.
     *
     * @param random the only source of chance, so that a seed repeats a soak
     */
    void round(Target target, Random random, Tally tally) throws Exception;

    /** After the last round: everything started must have ended as expected. */
    default void settle(Target target, Tally tally) throws Exception {
    }
}
