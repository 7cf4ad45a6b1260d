package dev.earshot.speech;

/**
 * A part of a window in which speech was found.
 *
 * @param start seconds from the start of the window
 * @param end   seconds, after {@code start}
 */
public record SpeechSpan(double start, double end) {
}
