package dev.earshot.engine;

import dev.earshot.speech.Scripts;
import dev.earshot.speech.Segment;
import dev.earshot.speech.SpeechSpan;

import java.util.List;

/**
 * Checks how much of the detected speech of a window an answer covers. Whisper loses words without an error: it ends early, omits a
 * part, or writes three words for six seconds of speech; and it repeats itself. Pure.
 */
final class WindowJudge {

    /** Detected speech includes so many seconds on either side that may be silent. */
    private static final double EDGE = 0.2;
    /** The slowest speech, in seconds per word. */
    private static final double SLOWEST_WORD = 0.8;
    /** The weight of a word that only repeats the ones before it. */
    private static final double REPEATED_WORD = 0.5;
    /** Seconds of speech that a good answer may leave uncovered. */
    private static final double TOLERATED = 1;

    private WindowJudge() {
    }

    /** Whether to recognise the window again. */
    static boolean doubtful(List<Segment> segments, List<SpeechSpan> speech) {
        return doubt(segments, speech) > TOLERATED;
    }

    /**
     * Seconds of speech that an answer leaves uncovered: outside of all segments, in segments with too few words, and in loops.
     *
     * @param speech that was detected in the window; empty where no detection was run: then only loops count
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

    /** In scripts without spaces two characters count as a word. */
    private static double words(String text) {
        long unspaced = text.codePoints().filter(Scripts::unspaced).count();
        String spaced = unspaced == 0 ? text.strip() : text.codePoints().map(c -> Scripts.unspaced(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString().strip();
        return unspaced / 2.0 + (spaced.isEmpty() ? 0 : spaced.split("\\s+").length);
    }
}
