package dev.earshot.audio;

import dev.earshot.speech.Pcm;

import java.io.IOException;
import java.util.Optional;

/** Has a {@link Segmenter} cut what a {@link SampleSource} holds, a part of the file at a time. */
final class WindowReader {

    /** Seconds of audio without a window after which others have a turn. */
    private static final double TURN_SECONDS = 300;
    private static final int SAMPLES_AT_ONCE = Pcm.RATE / 2;

    private final SampleSource source;
    private final Segmenter segmenter;
    private final double from;
    private final short[] samples = new short[SAMPLES_AT_ONCE];
    private boolean ended;

    /** @param from seconds of the file at which windows begin: the end of a window, or 0 */
    WindowReader(SampleSource source, int longestSeconds, double from) {
        this.source = source;
        this.segmenter = new Segmenter(new EnergySpeechDetector(), longestSeconds);
        this.from = from;
        segmenter.from(from);
    }

    /** Seconds of the file that are segmented. */
    double position() {
        return segmenter.position();
    }

    /** Whether there is nothing behind what is segmented. */
    boolean finished() {
        return segmenter.finished();
    }

    /** Reads on towards the place at which windows begin, for one turn; tells whether it is there, or the file ends before it. */
    boolean skip() throws IOException {
        double turn = position() + TURN_SECONDS;
        while (position() < from && position() < turn && !ended) {
            read();
        }
        return position() >= from || ended;
    }

    /**
     * The next window, or null where there is no more speech or one turn has found none: {@link #finished} tells which.
     *
     * @param limit seconds of it at most, or null for the longest
     */
    SpeechWindow next(Integer limit) throws IOException {
        segmenter.limit(limit);
        double turn = position() + TURN_SECONDS;
        while (position() < turn && !finished()) {
            Optional<SpeechWindow> window = ended ? segmenter.flush() : read();
            if (window.isPresent()) {
                return window.get();
            }
        }
        return null;
    }

    private Optional<SpeechWindow> read() throws IOException {
        int count = source.read(samples, 0, Math.min(samples.length, segmenter.wanted()));
        ended = count < 0;
        // No more than was wanted, so one window at most.
        return ended ? Optional.empty() : segmenter.feed(samples, 0, count).stream().findFirst();
    }
}
