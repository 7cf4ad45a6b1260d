package dev.earshot.audio;

import dev.earshot.speech.Pcm;

import java.io.IOException;
import java.util.Optional;

/** Feeds a {@link SampleSource} into a {@link Segmenter}, a slice of the file at a time. Blocking. */
final class WindowReader {

    /** Seconds of audio without speech after which other files get the thread. */
    private static final double SLICE_SECONDS = 300;
    private static final int READ_SAMPLES = Pcm.RATE / 2;

    private final SampleSource source;
    private final Segmenter segmenter;
    private final double from;
    private final short[] samples = new short[READ_SAMPLES];
    private boolean ended;

    /** @param from where windows may start, in seconds of the file: 0, or the end of an earlier window */
    WindowReader(SampleSource source, int longestSeconds, double from) {
        this.source = source;
        this.segmenter = new Segmenter(new EnergySpeechDetector(), longestSeconds);
        this.from = from;
        segmenter.from(from);
    }

    /** Seconds of the file that have been segmented. */
    double position() {
        return segmenter.position();
    }

    /** Whether the whole file has been segmented. */
    boolean finished() {
        return segmenter.finished();
    }

    /** Reads one slice towards the start position; returns whether that has been reached, or the end of the file. */
    boolean skipToStart() throws IOException {
        double sliceEnd = position() + SLICE_SECONDS;
        while (position() < from && position() < sliceEnd && !ended) {
            read();
        }
        return position() >= from || ended;
    }

    /**
     * The next window; null if there is none in the rest of the file, or none in this slice: {@link #finished} tells which.
     *
     * @param limit the longest window in seconds, or null for the default
     */
    SpeechWindow next(Integer limit) throws IOException {
        segmenter.limitFrames(limit);
        double sliceEnd = position() + SLICE_SECONDS;
        while (position() < sliceEnd && !finished()) {
            Optional<SpeechWindow> window = ended ? segmenter.flush() : read();
            if (window.isPresent()) {
                return window.get();
            }
        }
        return null;
    }

    private Optional<SpeechWindow> read() throws IOException {
        int count = source.read(samples, 0, Math.min(samples.length, segmenter.samplesUntilDecision()));
        ended = count < 0;
        // No more samples than until the next decision, so at most one window.
        return ended ? Optional.empty() : segmenter.feed(samples, 0, count).stream().findFirst();
    }
}
