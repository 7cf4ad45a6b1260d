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
 * Cuts audio into windows with speech as it arrives. A decision is made whenever the longest window is buffered: a window starts with
 * speech, continues through short pauses and ends in a pause; audio between windows is dropped. The sizes in which audio is fed make no
 * difference, and audio segmented again from the end of a window gives the same windows after it. Pure; buffers the longest window.
 */
final class Segmenter {

    /** The lowest limit for the length of a window, in seconds. */
    static final int MIN_WINDOW_SECONDS = 5;

    /** A longer pause ends a window. */
    private static final int LONG_PAUSE_FRAMES = 2 * FRAMES_PER_SECOND;
    /** Kept at the end of audio without speech, because speech may be about to start. */
    private static final int LEAD_IN_FRAMES = FRAMES_PER_SECOND;
    /** Speech that continues beyond the longest window is cut in a pause after this fraction of it... */
    private static final double EARLIEST_CUT = 0.5;
    /** ...or, if there is no pause, at the quietest moment after this fraction. */
    private static final double EARLIEST_FORCED_CUT = 0.75;

    private final VoiceActivityDetector detector;
    private final short[] samples;
    private final int maxFrames;
    /** The index of {@code samples[0]} in the whole audio. */
    private long firstSample;
    private int filled;
    private boolean ended;
    private long from;
    /** The longest window allowed at present. */
    private int limitFrames;

    /** @param longestSeconds of a window */
    Segmenter(VoiceActivityDetector detector, int longestSeconds) {
        this.detector = detector;
        this.maxFrames = longestSeconds * FRAMES_PER_SECOND;
        this.limitFrames = maxFrames;
        this.samples = new short[maxFrames * FRAME_SAMPLES];
    }

    /** Call before the first sample: where windows may start, in seconds of the audio. Audio before that only trains the detector. */
    void from(double seconds) {
        from = Math.round(seconds * Pcm.RATE);
    }

    /** @param seconds the longest window from now on; null for the default */
    void limitFrames(Integer seconds) {
        limitFrames = seconds == null ? maxFrames : Math.min(maxFrames, Math.max(MIN_WINDOW_SECONDS, seconds) * FRAMES_PER_SECOND);
    }

    /** Seconds of the audio that have been segmented; later windows start after that. */
    double position() {
        return firstSample / (double) Pcm.RATE;
    }

    /** Samples until the next decision, 1 or more: feeding so many completes at most one window. */
    int samplesUntilDecision() {
        return samples.length - filled;
    }

    /** Adds samples; returns the windows that are complete now. */
    List<SpeechWindow> feed(short[] next, int offset, int count) {
        List<SpeechWindow> windows = new ArrayList<>();
        for (int taken = 0; taken < count; ) {
            int step = Math.min(count - taken, samplesUntilDecision());
            System.arraycopy(next, offset + taken, samples, filled, step);
            taken += step;
            filled += step;
            while ((detector.frames() + 1) * FRAME_SAMPLES <= filled) {
                detector.add(samples, detector.frames() * FRAME_SAMPLES);
            }
            if (samplesUntilDecision() == 0) {
                decide().ifPresent(windows::add);
            }
        }
        return windows;
    }

    /** After the last sample: returns the remaining windows, one for each call, then empty. */
    Optional<SpeechWindow> flush() {
        ended = true;
        Optional<SpeechWindow> window = Optional.empty();
        while (window.isEmpty() && filled > 0) {
            window = decide();
        }
        return window;
    }

    /** Whether everything has been segmented and no more is to come. */
    boolean finished() {
        return ended && filled == 0;
    }

    /** Cuts the next window from the buffer, or drops audio without speech. */
    private Optional<SpeechWindow> decide() {
        if (firstSample < from) {
            drop((int) Math.min(filled, from - firstSample));
            return Optional.empty();
        }
        List<FrameSpan> speech = detector.speech(visible());
        if (speech.isEmpty()) {
            drop(allVisible() ? filled : (visible() - LEAD_IN_FRAMES) * FRAME_SAMPLES);
            return Optional.empty();
        }
        int start = speech.get(0).start();
        boolean wantsMore = start > 0 && !allVisible();
        drop(start * FRAME_SAMPLES);
        // The end is decided only when a whole window from its start is buffered.
        return wantsMore ? Optional.empty() : Optional.of(cut(speech.get(0).length()));
    }

    /** @param firstLength frames of the first speech, as found before the frames in front of it were dropped */
    private SpeechWindow cut(int firstLength) {
        List<FrameSpan> speech = detector.speech(visible());
        if (speech.isEmpty()) {
            // Without the frames before it, short speech at the end can look like steady noise.
            speech = List.of(new FrameSpan(0, firstLength));
        }
        int end = endFrame(speech);
        int length = end >= visible() && allVisible() ? filled : end * FRAME_SAMPLES;
        SpeechWindow window = new SpeechWindow(firstSample, pcm(length), spans(speech, end));
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
    private int endFrame(List<FrameSpan> speech) {
        for (int i = 0; i < speech.size(); i++) {
            int end = speech.get(i).end();
            int next = i + 1 < speech.size() ? speech.get(i + 1).start() : allVisible() ? Integer.MAX_VALUE : visible();
            if (next - end >= LONG_PAUSE_FRAMES) {
                return end;
            }
        }
        int last = speech.get(speech.size() - 1).end();
        return allVisible() || last < visible() ? last : bestPause(speech);
    }

    /** Speech continues beyond the longest window: the best pause in it, the longer and the later the better. */
    private int bestPause(List<FrameSpan> speech) {
        int best = -1;
        double bestScore = 0;
        for (int i = 0; i + 1 < speech.size(); i++) {
            int start = speech.get(i).end();
            int end = speech.get(i + 1).start();
            double position = (start + end) / 2.0 / limitFrames;
            double score = Math.min(1, seconds(end - start)) + position;
            if (position >= EARLIEST_CUT && score > bestScore) {
                bestScore = score;
                best = (start + end) / 2;
            }
        }
        return best > 0 ? best : detector.quietestFrame((int) (visible() * EARLIEST_FORCED_CUT), visible());
    }

    /** Frames that the next window may contain. */
    private int visible() {
        return Math.min(detector.frames(), limitFrames);
    }

    /** Whether nothing follows the visible frames. */
    private boolean allVisible() {
        return ended && detector.frames() <= limitFrames;
    }

    private void drop(int count) {
        detector.drop(Math.min(detector.frames(), count / FRAME_SAMPLES));
        System.arraycopy(samples, count, samples, 0, filled - count);
        filled -= count;
        firstSample += count;
    }

    private byte[] pcm(int length) {
        byte[] pcm = new byte[length * Pcm.BYTES];
        ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(samples, 0, length);
        return pcm;
    }
}
