package dev.earshot.transcript;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LineBreaksTest {

    @ParameterizedTest
    @CsvSource({"a, 1", "é, 1", "Ж, 1", "あ, 2", "カ, 2", "漢, 2", "한, 2", "\u1100, 2", "\u10FF, 1", "\u2FFF, 1", "\u3001, 2", "\u303F, 2", "\u3040, 1",
            "\uFF00, 1", "！, 2",
        "\uFF60, 2", "\uFF61, 1", "😀, 1", "𠀀, 2", "a漢b, 4"})
    void charactersOfSquareScriptsTakeTwoColumns(String text, int columns) {
        assertEquals(columns, Lines.width(text));
    }

    private static List<String> wrap(String text) {
        return Lines.wrap(text, SubtitleLayout.DEFAULT);
    }

    private static List<String> wrap(String text, List<Integer> breaks) {
        return Lines.wrap(text, breaks, SubtitleLayout.DEFAULT);
    }

    @Test
    void thereAreAsManyLinesAsThereMayBe() {
        assertEquals(List.of("one two", "three four"), Lines.wrap("one two three four", new SubtitleLayout(10, 2, false)));
        assertNull(Lines.wrap("one two three four", new SubtitleLayout(10, 1, false)));
        assertEquals(List.of("one two", "three four"), Lines.wrap("one two three four", new SubtitleLayout(10, 3, false)), "two are about as long");
        assertEquals(List.of("one two", "three four", "five"), Lines.wrap("one two three four five", new SubtitleLayout(10, 3, false)));
        assertNull(Lines.wrap("one two three four five six seven", new SubtitleLayout(10, 3, false)));
        assertNull(Lines.wrap("one two three abcdefghijk", new SubtitleLayout(10, 3, false)), "a word is not cut");
    }

    @Test
    void aLineIsFullAtItsLastColumn() {
        String full = "x".repeat(42);
        assertEquals(List.of(full), wrap(full));
        assertEquals(List.of(full), wrap(full, List.of()));
        assertNull(wrap(full + "x"), "a word is not cut");
        assertEquals(List.of(full, full), wrap(full + " " + full));
        assertNull(wrap(full + " " + full + "x"));
        assertNull(wrap(full + "x " + full));
    }

    @Test
    void twoLinesAreAboutAsLongAndTheFirstOfTwoGoodPlacesIsTaken() {
        assertEquals(List.of("aaaaaaaaaa bbbbbbbbbb cccccc", "dddddd eeeeeeeeee ffffffffff"),
                wrap("aaaaaaaaaa bbbbbbbbbb cccccc dddddd eeeeeeeeee ffffffffff"));
        assertEquals(List.of("x".repeat(20) + " y", "z".repeat(22)), wrap("x".repeat(20) + " y " + "z".repeat(22)), "20 and 24, or 22 and 22");
        assertEquals(List.of("x".repeat(21), "y " + "z".repeat(21)), wrap("x".repeat(21) + " y " + "z".repeat(21)), "as good as the other way");
    }

    @Test
    void aPlaceAtTheEndIsNone() {
        assertNull(wrap("x".repeat(43), List.of(43, 44)));
    }

    @Test
    void columnsAreCountedBeforeEachCharacter() {
        assertEquals("[0, 1, 3, 4]", Arrays.toString(Lines.columns("a漢b")));
        assertEquals("[0, 0, 2, 3]", Arrays.toString(Lines.columns("𠀀b")));
    }

    @Test
    void aWordWithoutEndIsCutWhereTheLineIsFull() {
        assertEquals(42, Lines.hardCut("x".repeat(50), 42));
        assertEquals(42, Lines.hardCut("x".repeat(43), 42));
        assertEquals(21, Lines.hardCut("漢".repeat(30), 42));
        assertEquals(1, Lines.hardCut("x", 42));
    }

    @Test
    void linesEndBetweenWords() {
        assertEquals(List.of(4, 8), Lines.breaks("one two six"));
        assertEquals(List.of(), Lines.breaks("one"));
        assertEquals(List.of(1, 3, 4), Lines.breaks("我们,你好"), "not before a comma");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|',
            value = {"It ends. |SENTENCE", "Does it?\" |SENTENCE", "多。」|SENTENCE", "one, |CLAUSE", "one;) |CLAUSE", "one |WORD", "(one) |WORD", "\"|WORD",
        ".|SENTENCE", ".)|SENTENCE"})
    void whatEndsThere(String text, Lines.End end) {
        assertEquals(end, Lines.end(text, text.length()));
    }

    @Test
    void thaiIsBrokenBetweenItsWords() {
        String thai = "ภาษาไทยไม่มีช่องว่าง";
        for (String word : List.of("ไทย", "ไม่", "มี", "ช่อง")) {
            assertTrue(Lines.breaks(thai).contains(thai.indexOf(word)), word + " begins at none of " + Lines.breaks(thai));
        }
        assertEquals(List.of(4, 8), Lines.breaks("one two three"));
    }
}
