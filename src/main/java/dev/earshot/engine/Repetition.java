package dev.earshot.engine;

import dev.earshot.speech.Segment;

import java.util.List;
import java.util.Locale;

/** Finds the loops that Whisper falls into: the same few words again and again. */
final class Repetition {

    private static final int LONGEST_PHRASE = 8;
    private static final int TIMES = 4;

    private Repetition() {
    }

    /** Words that only repeat a phrase of up to 8 words, in the longest row of 4 times or more; 0 where there is none. */
    static int words(List<Segment> segments) {
        StringBuilder text = new StringBuilder();
        segments.forEach(segment -> text.append(segment.text()).append(' '));
        String[] words = text.toString().toLowerCase(Locale.ROOT).strip().split("[\\s\\p{Punct}]+");
        int most = 0;
        for (int length = 1; length <= LONGEST_PHRASE; length++) {
            int same = 0;
            for (int i = length; i < words.length; i++) {
                same = words[i].equals(words[i - length]) ? same + 1 : 0;
                most = same >= length * (TIMES - 1) ? Math.max(most, same) : most;
            }
        }
        return most;
    }
}
