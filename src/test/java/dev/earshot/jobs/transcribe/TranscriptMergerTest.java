package dev.earshot.jobs.transcribe;

import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.speech.Confidence;
import dev.earshot.speech.Segment;
import dev.earshot.speech.Word;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TranscriptMergerTest {

    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, quoteCharacter = '~', value = {
        "one.,Two,~ Two~", "one ,Two,Two", "one, two,~ two~", "one,两,两", "一,two,two", "one,、,、", "。,two,two", "one,！,！", "（,two,two",
        "\u2FFF,two,~ two~", "~\u3000~,two,two", "\u303F,two,two", "\uFEFF,two,~ two~", "\uFF00,two,two", "\uFFEF,two,two", "\uFFF0,two,~ two~"})
    void aSpaceIsPutInWhereWordsWouldBeGluedTogether(String soFar, String segment, String added) {
        assertEquals(added, TranscriptMerger.addition(soFar, List.of(new Segment(0, 1, segment))));
    }

    @Test
    void theFirstWordHasNoSpaceBeforeIt() {
        assertEquals("one two", TranscriptMerger.addition("", List.of(new Segment(0, 1, " one"), new Segment(1, 2, " two "))));
        assertEquals("", TranscriptMerger.addition("one", List.of(new Segment(0, 1, " "))));
    }

    @Test
    void timesAreThoseOfTheFileToAHundredth() {
        assertEquals(List.of(new Segment(10.13, 11.26, "a")), TranscriptMerger.shift(List.of(new Segment(0.126, 1.255, "a")), 10.001));
        Confidence confidence = new Confidence(-0.5, 1.0, 0.0, 0.0, List.of(1));
        assertEquals(List.of(new Segment(10.13, 11.26, "a", List.of(new Word(10.13, 11.26, "a", 0.125)), confidence)),
                TranscriptMerger.shift(List.of(new Segment(0.126, 1.255, "a", List.of(new Word(0.126, 1.255, "a", 0.125)), confidence)), 10.001));
    }

    @Test
    void windowsMakeOneText() {
        Segment one = new Segment(0, 1, "one");
        Segment two = new Segment(1, 2, "two");
        List<WindowDone> windows = List.of(new WindowDone("j", 0, List.of(one), "one", 1, 2.0), new WindowDone("j", 1, List.of(two), " two", 2, 2.0));
        assertEquals("one two", TranscriptMerger.text(windows));
        assertEquals(List.of(one, two), TranscriptMerger.segments(windows));
    }
}
