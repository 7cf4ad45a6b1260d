package dev.earshot.speech;

import java.util.function.DoubleUnaryOperator;

/**
 * A word of a segment. The words of a segment, joined, are its text.
 *
 * @param start       seconds, from where the segment's times count; not before the segment's start, nor before the end of the word before
 * @param end         seconds, not before {@code start} and not after the segment's end
 * @param text        as Whisper wrote it: its leading space and the punctuation that belongs to it included
 * @param probability 0 to 1: the geometric mean of its tokens' probabilities
 */
public record Word(double start, double end, String text, double probability) {

    /** The same word on another clock, which must not run backwards. */
    public Word on(DoubleUnaryOperator clock) {
        return new Word(clock.applyAsDouble(start), clock.applyAsDouble(end), text, probability);
    }
}
