package dev.earshot.audio;

import dev.earshot.audio.EnergySpeechDetector.SpeechRun;
import dev.earshot.speech.Pcm;
import dev.earshot.speech.SpeechSpan;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a file into windows with speech. Looks one longest window ahead; a window begins with speech, holds what follows as long as
 * pauses are short, and ends in a pause. What lies between windows is never given to the engine. What is planned behind a window
 * depends on the audio behind it alone, so one that begins there plans the same. Memory: one longest window.
 */
final class WindowPlanner {

    /** A longer pause ends a window. */
    private static final int LONG_PAUSE = 2 * EnergySpeechDetector.PER_SECOND;
    /** A cut looks for a pause from this part of the longest window on. */
    private static final double EARLIEST_CUT = 0.5;
    /** Where there is no pause, the quietest moment of this last part. */
    private static final double FORCED_CUT = 0.75;
    private static final int SMOOTH = 5;
    /** Samples that are read at a time: whoever reads long silence gives others a turn in between. */
    private static final long SLICE = 300L * Pcm.RATE;

    /** A part of the file: {@code pcm} is little-endian, {@code startSample} where it begins, {@code speech} where in it somebody speaks. */
    record Planned(long startSample, byte[] pcm, List<SpeechSpan> speech) {
        double start() {
            return startSample / (double) Pcm.RATE;
        }

        double end() {
            return start() + Pcm.seconds(pcm.length);
        }
    }

    private final SampleSource source;
    private final int longest;
    private final int capacity;
    private final short[] samples;
    private final double[] energies;
    private final FrameEnergy energy = new FrameEnergy();
    /** Sample of the file at which the buffer begins. */
    private long base;
    private int filled;
    private int frames;
    private boolean ended;
    /** Frames that the present window may have. */
    private int horizon;

    /** @param longest seconds of a window at most */
    WindowPlanner(SampleSource source, int longest) {
        this.source = source;
        this.longest = longest;
        this.capacity = longest * EnergySpeechDetector.PER_SECOND;
        this.samples = new short[capacity * EnergySpeechDetector.FRAME];
        this.energies = new double[capacity];
    }

    /** Seconds of the file that are planned. */
    double position() {
        return base / (double) Pcm.RATE;
    }

    /** Reads on to a place where a window ended, or a slice of the way; tells whether it is there. */
    boolean skipTo(double seconds) throws IOException {
        long target = Math.round(seconds * Pcm.RATE);
        long slice = base + SLICE;
        while (base < target && !finished()) {
            if (base >= slice) {
                return false;
            }
            fill();
            drop((int) Math.min(filled, target - base));
        }
        return true;
    }

    /** Whether there is nothing behind what is planned. */
    boolean finished() {
        return ended && filled == 0;
    }

    /**
     * The next window, or null where there is no more speech or a slice of the file had none: {@link #finished} tells which.
     *
     * @param shorter seconds of it at most, where that is less than otherwise, or null
     */
    Planned next(Integer shorter) throws IOException {
        horizon = shorter == null ? capacity : Math.min(longest, Math.max(1, shorter)) * EnergySpeechDetector.PER_SECOND;
        long slice = base + SLICE;
        while (base < slice) {
            fill();
            List<SpeechRun> runs = EnergySpeechDetector.find(energies, seen());
            if (runs.isEmpty()) {
                if (last()) {
                    drop(filled);
                    return null;
                }
                // Keep a little: speech may be about to begin.
                dropFrames(seen() - EnergySpeechDetector.PER_SECOND);
            } else if (runs.get(0).start() > 0 && !last()) {
                // See as much as can be seen before deciding where it ends.
                dropFrames(runs.get(0).start());
            } else {
                dropFrames(runs.get(0).start());
                return cut(EnergySpeechDetector.find(energies, seen()), runs);
            }
        }
        return null;
    }

    private Planned cut(List<SpeechRun> runs, List<SpeechRun> before) {
        // Without the frames before it, a last short stretch can look steady: then what was found at first counts.
        List<SpeechRun> speech = runs.isEmpty() ? List.of(new SpeechRun(0, before.get(0).end() - before.get(0).start())) : runs;
        int end = end(speech);
        int length = end >= seen() && last() ? filled : end * EnergySpeechDetector.FRAME;
        Planned window = new Planned(base, bytes(length), stretches(speech, end));
        drop(length);
        return window;
    }

    private static List<SpeechSpan> stretches(List<SpeechRun> speech, int end) {
        return speech.stream().filter(run -> run.start() < end).map(run -> new SpeechSpan(run.start() / (double) EnergySpeechDetector.PER_SECOND,
                Math.min(run.end(), end) / (double) EnergySpeechDetector.PER_SECOND)).toList();
    }

    /** The frame before which the window ends. */
    private int end(List<SpeechRun> runs) {
        for (int i = 0; i < runs.size(); i++) {
            int end = runs.get(i).end();
            int nextStart = i + 1 < runs.size() ? runs.get(i + 1).start() : last() ? Integer.MAX_VALUE : seen();
            if (nextStart - end >= LONG_PAUSE) {
                return end;
            }
        }
        SpeechRun last = runs.get(runs.size() - 1);
        if (last() || last.end() < seen()) {
            return last.end();
        }
        return pause(runs);
    }

    /** Speech goes on at the end of the longest window: the best pause before that, longer and later being better. */
    private int pause(List<SpeechRun> runs) {
        int best = -1;
        double bestScore = 0;
        for (int i = 0; i + 1 < runs.size(); i++) {
            int from = runs.get(i).end();
            int to = runs.get(i + 1).start();
            double place = (from + to) / 2.0 / horizon;
            double score = Math.min(1, (to - from) / (double) EnergySpeechDetector.PER_SECOND) + place;
            if (place >= EARLIEST_CUT && score > bestScore) {
                bestScore = score;
                best = (from + to) / 2;
            }
        }
        return best > 0 ? best : quietest();
    }

    private int quietest() {
        int best = seen();
        double least = Double.POSITIVE_INFINITY;
        for (int i = (int) (seen() * FORCED_CUT); i + SMOOTH <= seen(); i++) {
            double sum = Arrays.stream(energies, i, i + SMOOTH).sum();
            if (sum <= least) {
                least = sum;
                best = i + SMOOTH / 2;
            }
        }
        return best;
    }

    /** Frames that there are for the present window. */
    private int seen() {
        return Math.min(frames, horizon);
    }

    /** Whether these are the last of the file. */
    private boolean last() {
        return ended && frames <= horizon;
    }

    private void fill() throws IOException {
        while (!ended && filled < samples.length) {
            int got = source.read(samples, filled, samples.length - filled);
            if (got < 0) {
                ended = true;
            } else {
                filled += got;
            }
        }
        while ((frames + 1) * EnergySpeechDetector.FRAME <= filled) {
            energies[frames] = energy.next(samples, frames * EnergySpeechDetector.FRAME);
            frames++;
        }
    }

    private void dropFrames(int count) {
        drop(Math.max(0, count) * EnergySpeechDetector.FRAME);
    }

    private void drop(int count) {
        int whole = Math.min(frames, count / EnergySpeechDetector.FRAME);
        System.arraycopy(samples, count, samples, 0, filled - count);
        System.arraycopy(energies, whole, energies, 0, frames - whole);
        filled -= count;
        frames -= whole;
        base += count;
    }

    private byte[] bytes(int length) {
        byte[] pcm = new byte[length * Pcm.BYTES];
        for (int i = 0; i < length; i++) {
            pcm[2 * i] = (byte) samples[i];
            pcm[2 * i + 1] = (byte) (samples[i] >> 8);
        }
        return pcm;
    }
}
