package dev.earshot.speech;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * A segment of recognised speech.
 *
 * @param start      seconds from the start of the original file (or of the window, where a message says so)
 * @param end        seconds, not before {@code start}
 * @param text       the words as Whisper wrote them, with the leading space that it writes in languages with spaces
 * @param words      in order, or null if their times were not requested or are unknown
 * @param confidence or null if unknown
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
