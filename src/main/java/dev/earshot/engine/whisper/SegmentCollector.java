package dev.earshot.engine.whisper;

import dev.earshot.engine.whisper.binding.EncodingProbe.Decoding;
import dev.earshot.engine.whisper.binding.Token;
import dev.earshot.speech.Confidence;
import dev.earshot.speech.Segment;

import java.util.ArrayList;
import java.util.List;

/** Whisper's segments with times that run forward and lie inside their window: its own can reach into the padding, and overlap. Pure. */
final class SegmentCollector {

    private static final double UNITS = 100;

    private final double seconds;
    private final List<HeardSegment> heard = new ArrayList<>();
    private final boolean logprobs;
    private double last;

    /**
     * @param seconds  of the window
     * @param logprobs whether each token's is wished for
     */
    SegmentCollector(double seconds, boolean logprobs) {
        this.seconds = seconds;
        this.logprobs = logprobs;
    }

    /** The same where nothing is known of how it was decoded. */
    void add(long t0, long t1, String text, List<Token> tokens) {
        add(t0, t1, text, tokens, null);
    }

    /**
     * The next one; it is left out where it has no text, or most likely was not spoken.
     *
     * @param t0       hundredths of a second, as {@code t1}
     * @param decoding that it comes from, or null where nothing is known of that
     */
    void add(long t0, long t1, String text, List<Token> tokens, Decoding decoding) {
        Confidence confidence = tokens.isEmpty() ? null : SegmentConfidence.of(text, tokens, decoding, logprobs);
        if (!text.isBlank() && (confidence == null || !SegmentConfidence.isNoSpeech(confidence))) {
            double start = Math.min(seconds, Math.max(last, t0 / UNITS));
            double end = Math.min(seconds, Math.max(start, t1 / UNITS));
            heard.add(new HeardSegment(new Segment(start, end, text, null, confidence), tokens));
            last = end;
        }
    }

    List<Segment> segments() {
        return heard.stream().map(HeardSegment::segment).toList();
    }

    /** See {@link dev.earshot.engine.spi.Recognition#leastLogprob}. */
    Double leastLogprob() {
        return heard.stream().flatMap(segment -> segment.tokens().stream()).filter(Token::text).map(token -> (double) token.logProbability())
                .min(Double::compare).orElse(null);
    }

    List<HeardSegment> heard() {
        return heard;
    }
}
