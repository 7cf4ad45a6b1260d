package dev.earshot.engine.whisper;

import dev.earshot.speech.FrameEnergy;

import java.util.ArrayList;
import java.util.List;

/** Where a window sounds, between its pauses, and how much of it has sounded up to a moment. Times are seconds in the window. Pure. */
final class SoundStretches {

    /** Sound without a pause. */
    record Stretch(double start, double end) {

        double nearest(double second) {
            return Math.min(end, Math.max(start, second));
        }
    }

    /** Frames of a pause: 140 ms. Shorter quiet is within words, before a plosive. */
    private static final int PAUSE = 7;
    /** Shorter stretches are clicks, or what a segment has of its neighbour's. */
    private static final double LEAST_SECONDS = 0.08;

    private final List<Stretch> stretches = new ArrayList<>();
    /** Frames that sound before each frame, and in all. */
    private final int[] sounding;

    private SoundStretches(double[] energies) {
        double loud = FrameEnergy.floor(energies, energies.length) + FrameEnergy.AUDIBLE_DB;
        sounding = new int[energies.length + 1];
        int start = -1;
        int end = 0;
        for (int i = 0; i < energies.length; i++) {
            boolean sounds = energies[i] > loud;
            sounding[i + 1] = sounding[i] + (sounds ? 1 : 0);
            if (sounds && (start < 0 || i - end >= PAUSE)) {
                add(start, end);
                start = i;
            }
            end = sounds ? i + 1 : end;
        }
        add(start, end);
    }

    static SoundStretches of(byte[] pcm) {
        return new SoundStretches(FrameEnergy.of(pcm));
    }

    private void add(int start, int end) {
        if (start >= 0) {
            stretches.add(new Stretch(start / (double) FrameEnergy.FRAMES_PER_SECOND, end / (double) FrameEnergy.FRAMES_PER_SECOND));
        }
    }

    /** What of them lies between two moments, in order. */
    List<Stretch> within(double start, double end) {
        return stretches.stream().map(each -> new Stretch(Math.max(start, each.start()), Math.min(end, each.end())))
                .filter(each -> each.end() - each.start() >= LEAST_SECONDS).toList();
    }

    /** How many seconds of sound there are before a moment. */
    double soundBefore(double second) {
        double frame = Math.min(sounding.length - 1, Math.max(0, second * FrameEnergy.FRAMES_PER_SECOND));
        int whole = (int) frame;
        int next = Math.min(sounding.length - 1, whole + 1);
        return (sounding[whole] + (frame - whole) * (sounding[next] - sounding[whole])) / FrameEnergy.FRAMES_PER_SECOND;
    }
}
