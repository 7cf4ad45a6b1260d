package dev.earshot.bench;

import java.util.function.Supplier;

/** Two ways to the same text, timed in turns. */
final class InterleavedTimings {

    static final int WARM_UP = 5;

    private final double[] first;
    private final double[] second;
    private boolean sameText = true;
    private String text;
    private String otherText;

    InterleavedTimings(int rounds, Supplier<String> one, Supplier<String> other) {
        first = new double[rounds];
        second = new double[rounds];
        for (int i = -WARM_UP; i < rounds; i++) {
            long began = System.nanoTime();
            text = one.get();
            long between = System.nanoTime();
            otherText = other.get();
            long ended = System.nanoTime();
            sameText &= text.equals(otherText);
            if (i >= 0) {
                first[i] = (between - began) / 1e9;
                second[i] = (ended - between) / 1e9;
            }
        }
    }

    /** Median seconds of the first way. */
    double first() {
        return Bench.median(first);
    }

    /** Median seconds of the second way. */
    double second() {
        return Bench.median(second);
    }

    /** Median of the difference between the two of a turn, in seconds. */
    double difference() {
        double[] differences = new double[first.length];
        for (int i = 0; i < first.length; i++) {
            differences[i] = second[i] - first[i];
        }
        return Bench.median(differences);
    }

    /** Median of the ratio of the second to the first in a turn. */
    double ratio() {
        double[] ratios = new double[first.length];
        for (int i = 0; i < first.length; i++) {
            ratios[i] = second[i] / first[i];
        }
        return Bench.median(ratios);
    }

    /** What the first way gave last. */
    String text() {
        return text;
    }

    /** What the second way gave last. */
    String otherText() {
        return otherText;
    }

    boolean sameText() {
        return sameText;
    }
}
