package dev.earshot.engine;

import dev.earshot.speech.Pcm;
import dev.earshot.speech.Segment;
import dev.earshot.speech.SpeechSpan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Splits a window in two, in the pause nearest to its middle, or else at the quietest moment near it. Pure. */
final class WindowHalves {

    /** A cut lies in the middle part of the window, so that neither half is hardly shorter than the whole. */
    private static final double LEAST = 0.25;
    /** Samples over which loudness is measured: 100 ms. */
    private static final int FRAME = Pcm.RATE / 10;

    private final byte[] pcm;
    /** Samples before the cut. */
    private final int cut;

    private WindowHalves(byte[] pcm, int cut) {
        this.pcm = pcm;
        this.cut = cut;
    }

    /** @param speech as it was found in the window */
    static WindowHalves of(byte[] pcm, List<SpeechSpan> speech) {
        int samples = pcm.length / Pcm.BYTES;
        double seconds = Pcm.seconds(pcm.length);
        double best = -1;
        for (int i = 0; i + 1 < speech.size(); i++) {
            double middle = (speech.get(i).end() + speech.get(i + 1).start()) / 2;
            if (middle >= LEAST * seconds && middle <= (1 - LEAST) * seconds
                    && (best < 0 || Math.abs(middle - seconds / 2) < Math.abs(best - seconds / 2))) {
                best = middle;
            }
        }
        return new WindowHalves(pcm, best < 0 ? quietest(pcm, samples) : (int) Math.round(best * Pcm.RATE));
    }

    private static int quietest(byte[] pcm, int samples) {
        long least = Long.MAX_VALUE;
        int best = samples / 2;
        for (int at = (int) (samples * LEAST); at + FRAME <= samples * (1 - LEAST); at += FRAME / 2) {
            long energy = 0;
            for (int i = at; i < at + FRAME; i++) {
                int sample = pcm[2 * i] & 0xFF | pcm[2 * i + 1] << 8;
                energy += (long) sample * sample;
            }
            if (energy < least) {
                least = energy;
                best = at + FRAME / 2;
            }
        }
        return best;
    }

    byte[] first() {
        return Arrays.copyOf(pcm, cut * Pcm.BYTES);
    }

    byte[] second() {
        return Arrays.copyOfRange(pcm, cut * Pcm.BYTES, pcm.length);
    }

    /** The segments of both halves, with times in the window. */
    List<Segment> join(List<Segment> first, List<Segment> second) {
        double offset = cut / (double) Pcm.RATE;
        List<Segment> joined = new ArrayList<>(first);
        second.forEach(segment -> joined.add(segment.on(seconds -> seconds + offset)));
        return joined;
    }
}
