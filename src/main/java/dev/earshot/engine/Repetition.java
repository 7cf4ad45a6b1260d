package dev.earshot.engine;

import dev.earshot.speech.Scripts;
import dev.earshot.speech.Segment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Finds repetitions in transcripts: the same few words in a row. Pure. */
final class Repetition {

    private static final int LONGEST_PHRASE = 8;
    private static final int TIMES = 4;

    private Repetition() {
    }

    /**
     * Words that only repeat a phrase of up to 8 words, in the longest row of 4 times or more; 0 where there is none. The rule for answers at full context:
     * people do say things two or three times, and there is no better answer to be had by encoding more, only by cutting the window.
     */
    static int words(List<Segment> segments) {
        String[] words = split(text(segments));
        int most = 0;
        for (int length = 1; length <= LONGEST_PHRASE; length++) {
            int same = longest(words, length);
            most = same >= length * (TIMES - 1) ? Math.max(most, same) : most;
        }
        return most;
    }

    /**
     * Whether a phrase of up to 8 words stands twice in a row: the rule for answers at a small context, where that is the mistake that is made, and where the
     * full context tells whether it was said so. In scripts without spaces each character is a word, and one alone twice is none: many words are written so.
     */
    static boolean twice(List<Segment> segments) {
        String text = text(segments);
        boolean unspaced = text.codePoints().anyMatch(Scripts::unspaced);
        String[] words = split(unspaced ? apart(text) : text);
        for (int length = unspaced ? 2 : 1; length <= LONGEST_PHRASE; length++) {
            if (longest(words, length) >= length) {
                return true;
            }
        }
        return false;
    }

    /** Whether both have the same words, whatever their case and punctuation. */
    static boolean sameWords(List<Segment> one, List<Segment> other) {
        return Arrays.equals(split(text(one)), split(text(other)));
    }

    /** The longest row of words that are each the same as the one a phrase's length before. */
    private static int longest(String[] words, int length) {
        int most = 0;
        int same = 0;
        for (int i = length; i < words.length; i++) {
            same = words[i].equals(words[i - length]) ? same + 1 : 0;
            most = Math.max(most, same);
        }
        return most;
    }

    private static String text(List<Segment> segments) {
        StringBuilder text = new StringBuilder();
        segments.forEach(segment -> text.append(segment.text()).append(' '));
        return text.toString().toLowerCase(Locale.ROOT).strip();
    }

    private static String[] split(String text) {
        return text.split("[\\s\\p{Punct}]+");
    }

    private static String apart(String text) {
        StringBuilder apart = new StringBuilder();
        text.codePoints().forEach(c -> apart.append(Scripts.unspaced(c) ? " " : "").appendCodePoint(c).append(Scripts.unspaced(c) ? " " : ""));
        return apart.toString().strip();
    }
}
