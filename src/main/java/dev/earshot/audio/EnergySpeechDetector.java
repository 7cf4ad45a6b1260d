package dev.earshot.audio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds speech by its energy: a noise floor from the quietest stretch (minimum statistics), two thresholds above it (hysteresis). What
 * is steady - silence, hiss, hum, a tone - is no speech; what is in doubt is. Not causal: the floor is that of all frames looked at.
 */
final class EnergySpeechDetector implements VoiceActivityDetector {

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

    private final FrameEnergy energy = new FrameEnergy();
    /** Of the frames that are held, in dB of full scale. */
    private double[] energies = new double[30 * FRAMES_PER_SECOND];
    private int frames;

    @Override
    public void add(short[] samples, int offset) {
        add(energy.next(samples, offset));
    }

    /** @param decibels of full scale, of the next frame */
    void add(double decibels) {
        if (frames == energies.length) {
            energies = Arrays.copyOf(energies, 2 * frames);
        }
        energies[frames++] = decibels;
    }

    @Override
    public void drop(int count) {
        System.arraycopy(energies, count, energies, 0, frames - count);
        frames -= count;
    }

    @Override
    public int frames() {
        return frames;
    }

    @Override
    public List<FrameSpan> speech(int count) {
        double floor = floor(count);
        double on = floor + ON;
        double off = floor + OFF;
        List<FrameSpan> spans = new ArrayList<>();
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
                addSpan(spans, begin, lastLoud + 1, count);
                begin = -1;
            }
        }
        if (begin >= 0) {
            addSpan(spans, begin, lastLoud + 1, count);
        }
        return spans;
    }

    private void addSpan(List<FrameSpan> spans, int begin, int end, int count) {
        if (end - begin < LEAST || steady(begin, end)) {
            return;
        }
        int start = Math.max(0, begin - MARGIN);
        int stop = Math.min(count, end + MARGIN);
        if (!spans.isEmpty() && spans.get(spans.size() - 1).end() >= start) {
            start = spans.remove(spans.size() - 1).start();
        }
        spans.add(new FrameSpan(start, stop));
    }

    private boolean steady(int begin, int end) {
        if (end - begin < STEADY_FRAMES) {
            return false;
        }
        double[] sorted = Arrays.copyOfRange(energies, begin, end);
        Arrays.sort(sorted);
        return sorted[sorted.length * 9 / 10] - sorted[sorted.length / 10] < STEADY;
    }

    /** The loudness of the quietest stretch that is not silence: above it, for each of its frames is. */
    private double floor(int count) {
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
        return least == Double.POSITIVE_INFINITY ? SILENCE : least;
    }

    @Override
    public int quietest(int from, int to) {
        int best = to;
        double least = Double.POSITIVE_INFINITY;
        for (int i = from; i + SMOOTH <= to; i++) {
            double sum = Arrays.stream(energies, i, i + SMOOTH).sum();
            if (sum <= least) {
                least = sum;
                best = i + SMOOTH / 2;
            }
        }
        return best;
    }
}
