package dev.earshot.speech;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * A stretch of recognised speech.
 *
 * @param start      seconds from the start of the original file (or of the window, where a message says so)
 * @param end        seconds, not before {@code start}
 * @param text       the words as Whisper wrote them, its leading space included where the language has spaces
 * @param words      in order, or null where their times were not asked for or are not known
 * @param confidence or null where nothing is known of it
 */
public record Segment(double start, double end, String text, List<Word> words, Confidence confidence) {

    public Segment {
        words = words == null ? null : List.copyOf(words);
    }

    public Segment(double start, double end, String text) {
        this(start, end, text, null, null);
    }

    /** The same segment, and its words, on another clock, which must not run backwards. */
    public Segment on(DoubleUnaryOperator clock) {
        return new Segment(clock.applyAsDouble(start), clock.applyAsDouble(end), text,
                words == null ? null : words.stream().map(word -> word.on(clock)).toList(), confidence);
    }
}
