package dev.earshot.audio;

import dev.earshot.speech.FrameEnergy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds speech by its energy: two thresholds (hysteresis) above a noise floor, which is the level of the quietest stretch (minimum
 * statistics). Steady audio - silence, hiss, hum, a tone - is not speech; doubtful audio is. Not causal: the floor is that of all frames
 * examined. Pure; not thread-safe.
 */
final class EnergySpeechDetector implements VoiceActivityDetector {

    private static final double ON_DB = 7;
    private static final double OFF_DB = FrameEnergy.AUDIBLE_DB;
    /** The level is averaged over so many frames to find a quiet moment. */
    private static final int SMOOTHING_FRAMES = 5;
    /** So many loud frames in a row start speech; fewer are a click. */
    private static final int ONSET_FRAMES = 3;
    private static final int MIN_SPEECH_FRAMES = 4;
    /** So many quiet frames in a row end it. */
    private static final int HANGOVER_FRAMES = 15;
    /** Frames kept before the onset and after the end, so that soft consonants at the edges are not lost. */
    private static final int MARGIN_FRAMES = 10;
    /** A long stretch whose level varies by less than this, in dB, is noise that started later. */
    private static final double STEADY_RANGE_DB = 4;
    private static final int MIN_STEADY_FRAMES = 25;

    private final FrameEnergy energy = new FrameEnergy();
    /** Levels of the buffered frames, in dB of full scale. */
    private double[] energies = new double[30 * FRAMES_PER_SECOND];
    private int frames;

    @Override
    public void add(short[] samples, int offset) {
        add(energy.nextDb(samples, offset));
    }

    /** @param decibels the level of the next frame, in dB of full scale */
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
        double floor = FrameEnergy.floor(energies, count);
        double on = floor + ON_DB;
        double off = floor + OFF_DB;
        List<FrameSpan> spans = new ArrayList<>();
        int begin = -1;
        int loud = 0;
        int lastLoud = -1;
        for (int i = 0; i < count; i++) {
            loud = energies[i] > on ? loud + 1 : 0;
            if (begin < 0 && loud >= ONSET_FRAMES) {
                begin = i - ONSET_FRAMES + 1;
                while (begin > 0 && energies[begin - 1] > off) {
                    begin--;
                }
            }
            if (energies[i] > off) {
                lastLoud = i;
            }
            if (begin >= 0 && i - lastLoud >= HANGOVER_FRAMES) {
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
        if (end - begin < MIN_SPEECH_FRAMES || isSteady(begin, end)) {
            return;
        }
        int start = Math.max(0, begin - MARGIN_FRAMES);
        int stop = Math.min(count, end + MARGIN_FRAMES);
        if (!spans.isEmpty() && spans.get(spans.size() - 1).end() >= start) {
            start = spans.remove(spans.size() - 1).start();
        }
        spans.add(new FrameSpan(start, stop));
    }

    private boolean isSteady(int begin, int end) {
        if (end - begin < MIN_STEADY_FRAMES) {
            return false;
        }
        double[] sorted = Arrays.copyOfRange(energies, begin, end);
        Arrays.sort(sorted);
        return sorted[sorted.length * 9 / 10] - sorted[sorted.length / 10] < STEADY_RANGE_DB;
    }

    @Override
    public int quietestFrame(int from, int to) {
        int best = to;
        double least = Double.POSITIVE_INFINITY;
        for (int i = from; i + SMOOTHING_FRAMES <= to; i++) {
            double sum = Arrays.stream(energies, i, i + SMOOTHING_FRAMES).sum();
            if (sum <= least) {
                least = sum;
                best = i + SMOOTHING_FRAMES / 2;
            }
        }
        return best;
    }
}
