package dev.earshot.engine.whisper;

import dev.earshot.engine.whisper.binding.Token;
import dev.earshot.speech.Segment;

import java.util.ArrayList;
import java.util.List;

/** Whisper's segments with times that run forward and lie inside their window: its own can reach into the padding, and overlap. Pure. */
final class SegmentCollector {

    private static final double UNITS = 100;

    private final double seconds;
    private final List<HeardSegment> heard = new ArrayList<>();
    private double last;

    /** @param seconds of the window */
    SegmentCollector(double seconds) {
        this.seconds = seconds;
    }

    /**
     * The next one; it is left out where it has no text.
     *
     * @param t0 hundredths of a second, as {@code t1}
     */
    void add(long t0, long t1, String text, List<Token> tokens) {
        if (!text.isBlank()) {
            double start = Math.min(seconds, Math.max(last, t0 / UNITS));
            double end = Math.min(seconds, Math.max(start, t1 / UNITS));
            heard.add(new HeardSegment(new Segment(start, end, text), tokens));
            last = end;
        }
    }

    List<Segment> segments() {
        return heard.stream().map(HeardSegment::segment).toList();
    }

    List<HeardSegment> heard() {
        return heard;
    }
}
