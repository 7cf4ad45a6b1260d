package dev.earshot.speech;

/**
 * A stretch of recognised speech.
 *
 * @param start seconds from the start of the original file (or of the window, where a message says so)
 * @param end   seconds, not before {@code start}
 * @param text  the words as Whisper wrote them, its leading space included where the language has spaces
 */
public record Segment(double start, double end, String text) {
}
