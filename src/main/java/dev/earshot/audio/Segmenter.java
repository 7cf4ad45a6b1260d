package dev.earshot.audio;

import dev.earshot.audio.VoiceActivityDetector.FrameSpan;
import dev.earshot.speech.Pcm;
import dev.earshot.speech.SpeechSpan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static dev.earshot.audio.VoiceActivityDetector.FRAMES_PER_SECOND;
import static dev.earshot.audio.VoiceActivityDetector.FRAME_SAMPLES;

/**
 * Cuts audio into windows with speech as it comes in. It decides whenever it holds the longest window: a window begins with speech, goes
 * on through short pauses and ends in a pause; what lies between windows is dropped. In what pieces the audio comes makes no difference,
 * and where audio is segmented again from the end of a window on, the windows behind it are the same. Pure; memory: the longest window.
 */
final class Segmenter {

    /** The shortest limit of a window's length, in seconds. */
    static final int LEAST_SECONDS = 5;

    /** A longer pause ends a window. */
    private static final int LONG_PAUSE = 2 * FRAMES_PER_SECOND;
    /** Kept of audio without speech: some may be about to begin. */
    private static final int LEAD_IN = FRAMES_PER_SECOND;
    /** Where speech goes on at the end, it is cut in a pause behind this part of the longest window... */
    private static final double EARLIEST_CUT = 0.5;
    /** ...or, where there is none, at the quietest moment behind this part. */
    private static final double EARLIEST_FORCED_CUT = 0.75;

    private final VoiceActivityDetector detector;
    private final short[] samples;
    private final int longest;
    /** The sample of the audio that {@code samples[0]} is. */
    private long base;
    private int filled;
    private boolean ended;
    private long from;
    /** Frames of a window at most. */
    private int limit;

    /** @param longestSeconds of a window */
    Segmenter(VoiceActivityDetector detector, int longestSeconds) {
        this.detector = detector;
        this.longest = longestSeconds * FRAMES_PER_SECOND;
        this.limit = longest;
        this.samples = new short[longest * FRAME_SAMPLES];
    }

    /** Before the first sample: the second of the audio at which windows begin. What is before that trains the detector only. */
    void from(double seconds) {
        from = Math.round(seconds * Pcm.RATE);
    }

    /** @param seconds of the windows that are cut from now on, at most; null for the longest */
    void limit(Integer seconds) {
        limit = seconds == null ? longest : Math.min(longest, Math.max(LEAST_SECONDS, seconds) * FRAMES_PER_SECOND);
    }

    /** Seconds of the audio that are done with: behind them is what later windows are made of. */
    double position() {
        return base / (double) Pcm.RATE;
    }

    /** Samples until the next decision, 1 or more: so many at once give one window at most. */
    int wanted() {
        return samples.length - filled;
    }

    /** Takes the next samples; answers the windows that are complete now. */
    List<SpeechWindow> feed(short[] next, int offset, int count) {
        List<SpeechWindow> windows = new ArrayList<>();
        for (int taken = 0; taken < count; ) {
            int step = Math.min(count - taken, wanted());
            System.arraycopy(next, offset + taken, samples, filled, step);
            taken += step;
            filled += step;
            while ((detector.frames() + 1) * FRAME_SAMPLES <= filled) {
                detector.add(samples, detector.frames() * FRAME_SAMPLES);
            }
            if (wanted() == 0) {
                decide().ifPresent(windows::add);
            }
        }
        return windows;
    }

    /** There are no more samples: the next window of what is held, each time, and empty once nothing is left. */
    Optional<SpeechWindow> flush() {
        ended = true;
        Optional<SpeechWindow> window = Optional.empty();
        while (window.isEmpty() && filled > 0) {
            window = decide();
        }
        return window;
    }

    /** Whether all that was fed is done with, and no more comes. */
    boolean finished() {
        return ended && filled == 0;
    }

    /** Cuts the next window off what is held, or drops something of it. */
    private Optional<SpeechWindow> decide() {
        if (base < from) {
            drop((int) Math.min(filled, from - base));
            return Optional.empty();
        }
        List<FrameSpan> speech = detector.speech(visible());
        if (speech.isEmpty()) {
            drop(allVisible() ? filled : (visible() - LEAD_IN) * FRAME_SAMPLES);
            return Optional.empty();
        }
        int start = speech.get(0).start();
        boolean wantsMore = start > 0 && !allVisible();
        drop(start * FRAME_SAMPLES);
        // As much as a window can hold is looked at before its end is decided.
        return wantsMore ? Optional.empty() : Optional.of(cut(speech.get(0).length()));
    }

    /** @param firstLength frames of the speech that it begins with, as it was found before what is in front of it was dropped */
    private SpeechWindow cut(int firstLength) {
        List<FrameSpan> speech = detector.speech(visible());
        if (speech.isEmpty()) {
            // Without the frames before it, short speech at the end can look like steady noise.
            speech = List.of(new FrameSpan(0, firstLength));
        }
        int end = end(speech);
        int length = end >= visible() && allVisible() ? filled : end * FRAME_SAMPLES;
        SpeechWindow window = new SpeechWindow(base, pcm(length), spans(speech, end));
        drop(length);
        return window;
    }

    private static List<SpeechSpan> spans(List<FrameSpan> speech, int end) {
        return speech.stream().filter(span -> span.start() < end)
                .map(span -> new SpeechSpan(seconds(span.start()), seconds(Math.min(span.end(), end)))).toList();
    }

    private static double seconds(int frames) {
        return frames / (double) FRAMES_PER_SECOND;
    }

    /** The frame before which the window ends. */
    private int end(List<FrameSpan> speech) {
        for (int i = 0; i < speech.size(); i++) {
            int end = speech.get(i).end();
            int next = i + 1 < speech.size() ? speech.get(i + 1).start() : allVisible() ? Integer.MAX_VALUE : visible();
            if (next - end >= LONG_PAUSE) {
                return end;
            }
        }
        int last = speech.get(speech.size() - 1).end();
        return allVisible() || last < visible() ? last : bestPause(speech);
    }

    /** Speech goes on behind the longest window: the best pause in it, longer and later being better. */
    private int bestPause(List<FrameSpan> speech) {
        int best = -1;
        double bestScore = 0;
        for (int i = 0; i + 1 < speech.size(); i++) {
            int start = speech.get(i).end();
            int end = speech.get(i + 1).start();
            double place = (start + end) / 2.0 / limit;
            double score = Math.min(1, seconds(end - start)) + place;
            if (place >= EARLIEST_CUT && score > bestScore) {
                bestScore = score;
                best = (start + end) / 2;
            }
        }
        return best > 0 ? best : detector.quietest((int) (visible() * EARLIEST_FORCED_CUT), visible());
    }

    /** Frames that the next window may be made of. */
    private int visible() {
        return Math.min(detector.frames(), limit);
    }

    /** Whether nothing comes behind the visible frames. */
    private boolean allVisible() {
        return ended && detector.frames() <= limit;
    }

    private void drop(int count) {
        detector.drop(Math.min(detector.frames(), count / FRAME_SAMPLES));
        System.arraycopy(samples, count, samples, 0, filled - count);
        filled -= count;
        base += count;
    }

    private byte[] pcm(int length) {
        byte[] pcm = new byte[length * Pcm.BYTES];
        ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(samples, 0, length);
        return pcm;
    }
}
