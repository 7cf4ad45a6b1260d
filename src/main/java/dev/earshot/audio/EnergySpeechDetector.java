package dev.earshot.audio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds speech by its energy: 20 ms frames, a noise floor from the quietest stretch (minimum statistics), two thresholds above it
 * (hysteresis). What is steady - silence, hiss, hum, a tone - is no speech; what is in doubt is. Pure.
 */
final class EnergySpeechDetector {

    /** Samples of a frame: 20 ms. */
    static final int FRAME = 320;
    /** Frames a second. */
    static final int PER_SECOND = 50;

    /** Frames quieter than this, in dB of full scale, are silence whatever the noise. */
    private static final double SILENCE = -80;
    private static final double ON = 7;
    private static final double OFF = 4;
    /** Frames of a stretch that the noise floor is the mean of. */
    private static final int SMOOTH = 5;
    /** So many loud frames in a row begin speech; shorter is a click. */
    private static final int ONSET = 3;
    private static final int LEAST = 4;
    /** So many quiet frames in a row end it. */
    private static final int HANGOVER = 15;
    /** Frames kept before the onset and after the end, so that soft sounds at the edges stay. */
    private static final int MARGIN = 10;
    /** A long stretch whose loudness varies less than this, in dB, is noise that began later. */
    private static final double STEADY = 4;
    private static final int STEADY_FRAMES = 25;

    /** A stretch of speech: frames from {@code start} to before {@code end}. */
    record SpeechRun(int start, int end) {
    }

    private EnergySpeechDetector() {
    }

    /** The speech among frames of these energies, in dB of full scale, in order and apart. */
    static List<SpeechRun> find(double[] energies, int count) {
        double floor = floor(energies, count);
        double on = Math.max(floor + ON, SILENCE + 5);
        double off = Math.max(floor + OFF, SILENCE + 2);
        List<SpeechRun> runs = new ArrayList<>();
        int begin = -1;
        int loud = 0;
        int lastLoud = -1;
        for (int i = 0; i < count; i++) {
            loud = energies[i] > on ? loud + 1 : 0;
            if (begin < 0 && loud >= ONSET) {
                begin = i - ONSET + 1;
                while (begin > 0 && energies[begin - 1] > off) {
                    begin--;
                }
            }
            if (energies[i] > off) {
                lastLoud = i;
            }
            if (begin >= 0 && i - lastLoud >= HANGOVER) {
                add(runs, energies, begin, lastLoud + 1, count);
                begin = -1;
            }
        }
        if (begin >= 0) {
            add(runs, energies, begin, lastLoud + 1, count);
        }
        return runs;
    }

    private static void add(List<SpeechRun> runs, double[] energies, int begin, int end, int count) {
        if (end - begin < LEAST || steady(energies, begin, end)) {
            return;
        }
        int start = Math.max(0, begin - MARGIN);
        int stop = Math.min(count, end + MARGIN);
        if (!runs.isEmpty() && runs.get(runs.size() - 1).end() >= start) {
            start = runs.remove(runs.size() - 1).start();
        }
        runs.add(new SpeechRun(start, stop));
    }

    private static boolean steady(double[] energies, int begin, int end) {
        if (end - begin < STEADY_FRAMES) {
            return false;
        }
        double[] sorted = Arrays.copyOfRange(energies, begin, end);
        Arrays.sort(sorted);
        return sorted[sorted.length * 9 / 10] - sorted[sorted.length / 10] < STEADY;
    }

    /** The loudness of the quietest stretch that is not silence. */
    private static double floor(double[] energies, int count) {
        double least = Double.POSITIVE_INFINITY;
        double sum = 0;
        int audible = 0;
        for (int i = 0; i < count; i++) {
            sum += energies[i];
            audible = energies[i] > SILENCE ? audible + 1 : 0;
            if (i >= SMOOTH) {
                sum -= energies[i - SMOOTH];
            }
            if (audible >= SMOOTH) {
                least = Math.min(least, sum / SMOOTH);
            }
        }
        return Math.max(SILENCE, least == Double.POSITIVE_INFINITY ? SILENCE : least);
    }
}
