package dev.earshot.whole;

import dev.earshot.bench.TimedWords;
import dev.earshot.bench.TimedWords.TimedWord;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TimedWordsTest {

    /** One a second, half a second long. */
    private static List<TimedWord> words(double late, String... words) {
        return Stream.of(words).map(word -> new TimedWord(word.charAt(0) - 'a' + late, word.charAt(0) - 'a' + 0.5 + late, word)).toList();
    }

    private static String compared(List<TimedWord> found) {
        TimedWords errors = new TimedWords();
        errors.add(words(0, "a", "b", "c", "d"), found);
        assertEquals(errors.startsWithin(0.1), errors.endsWithin(0.1));
        return errors.heard() + " " + errors.startsWithin(0.1);
    }

    @Test
    void aWordThatWasNotHeardHasNoTimesAndTheOthersDo() {
        assertEquals("1.0 1.0", compared(words(0.05, "a", "b", "c", "d")));
        assertEquals("1.0 0.0", compared(words(0.2, "a", "b", "c", "d")));
        assertEquals("0.75 1.0", compared(words(0, "a", "c", "d")));
        assertEquals("0.75 1.0", compared(words(0, "a", "x", "c", "d")));
        assertEquals("1.0 1.0", compared(words(0, "x", "a", "b", "x", "y", "c", "d", "z")));
        assertEquals("0.5 1.0", compared(words(0, "d", "a", "c")), "in order");
    }
}
