package dev.earshot.engine;

import dev.earshot.speech.Scripts;
import dev.earshot.speech.Segment;
import dev.earshot.speech.SpeechSpan;

import java.util.List;

/**
 * How far an answer accounts for the speech that was found in its window. Whisper loses words without a sign: it ends early, leaves a
 * stretch out, or writes three words over six seconds; and it repeats itself. Pure.
 */
final class WindowJudge {

    /** Speech is found with so many seconds on either side that may be silent. */
    private static final double EDGE = 0.2;
    /** The slowest speech: of so many seconds a word. */
    private static final double SLOWEST_WORD = 0.8;
    /** What a word counts that only repeats the ones before it. */
    private static final double REPEATED_WORD = 0.5;
    /** Seconds that may remain open in a good answer. */
    private static final double TOLERATED = 1;

    private WindowJudge() {
    }

    /** Whether it is worth while to have the window recognised again. */
    static boolean doubtful(List<Segment> segments, List<SpeechSpan> speech) {
        return doubt(segments, speech) > TOLERATED;
    }

    /**
     * Seconds that an answer leaves open: speech outside of all segments, speech for which a segment has too few words, and loops.
     *
     * @param speech as it was found in the window; empty where nobody looked, and then only loops count
     */
    static double doubt(List<Segment> segments, List<SpeechSpan> speech) {
        double open = speech.stream().mapToDouble(stretch -> Math.max(0, stretch.end() - stretch.start() - 2 * EDGE)).sum();
        double thin = 0;
        for (Segment segment : segments) {
            double spoken = speech.stream().mapToDouble(stretch -> overlap(segment, stretch)).sum();
            open -= spoken;
            thin += Math.max(0, spoken - words(segment.text()) * SLOWEST_WORD);
        }
        return Math.max(0, open) + thin + Repetition.words(segments) * REPEATED_WORD;
    }

    private static double overlap(Segment segment, SpeechSpan stretch) {
        return Math.max(0, Math.min(segment.end(), stretch.end() - EDGE) - Math.max(segment.start(), stretch.start() + EDGE));
    }

    /** Two characters stand for a word where a script has no spaces. */
    private static double words(String text) {
        long unspaced = text.codePoints().filter(Scripts::unspaced).count();
        String spaced = unspaced == 0 ? text.strip() : text.codePoints().map(c -> Scripts.unspaced(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString().strip();
        return unspaced / 2.0 + (spaced.isEmpty() ? 0 : spaced.split("\\s+").length);
    }
}
