package dev.earshot.transcript;

import java.lang.Character.UnicodeScript;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Where text may be broken, and how it fits into the lines of a subtitle. Pure. */
final class Lines {

    private static final Set<UnicodeScript> SQUARE = Set.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.HANGUL);
    private static final int FIRST_SQUARE = 0x1100;
    private static final String SENTENCE_ENDS = ".!?…。！？";
    private static final String CLAUSE_ENDS = ",;:—、，；：";
    private static final String CLOSING = "\"'”’»)]」』）";

    /** What ends at a position in the text. */
    enum End { SENTENCE, CLAUSE, WORD }

    /** Reading its dictionary takes milliseconds, and memory that few need. */
    private static final class Thai {
        private static final BreakIterator LINES = BreakIterator.getLineInstance(Locale.forLanguageTag("th"));
    }

    private Lines() {
    }

    /** The width in columns; full-width characters take two. */
    static int width(String text) {
        return text.codePoints().map(Lines::width).sum();
    }

    private static int width(int character) {
        return character >= FIRST_SQUARE && (SQUARE.contains(UnicodeScript.of(character)) || character >= 0x3000 && character <= 0x303F
                || character >= 0xFF01 && character <= 0xFF60) ? 2 : 1;
    }

    /** The text in the lines of a cue, as {@link #wrap(String, List, SubtitleLayout)}. */
    static List<String> wrap(String text, SubtitleLayout layout) {
        return width(text) <= layout.lineWidth() ? List.of(text) : wrap(text, breaks(text), layout);
    }

    /**
     * The text in one line, or in two that are about as long, or in as many full ones as there may be; null where it does not fit.
     *
     * @param breaks of the text, in order; those of one that begins with it will do
     */
    static List<String> wrap(String text, List<Integer> breaks, SubtitleLayout layout) {
        if (width(text) <= layout.lineWidth()) {
            return List.of(text);
        }
        List<String> two = layout.lineCount() < 2 ? null : inTwo(text, breaks, layout.lineWidth());
        return two != null || layout.lineCount() <= 2 ? two : inMore(text, breaks, layout);
    }

    private static List<String> inTwo(String text, List<Integer> breaks, int columns) {
        List<String> best = null;
        int least = Integer.MAX_VALUE;
        for (int at : breaks) {
            if (at >= text.length()) {
                break;
            }
            String first = text.substring(0, at).strip();
            String second = text.substring(at).strip();
            int difference = Math.abs(width(first) - width(second));
            if (width(first) <= columns && width(second) <= columns && difference < least) {
                best = List.of(first, second);
                least = difference;
            }
        }
        return best;
    }

    private static List<String> inMore(String text, List<Integer> breaks, SubtitleLayout layout) {
        List<String> lines = new ArrayList<>();
        int begin = 0;
        while (begin < text.length()) {
            int from = begin;
            int end = width(text.substring(from).strip()) <= layout.lineWidth() ? text.length() : breaks.stream()
                    .filter(at -> at > from && at < text.length() && width(text.substring(from, at).strip()) <= layout.lineWidth())
                    .reduce((one, later) -> later).orElse(from);
            if (end == begin || lines.size() == layout.lineCount()) {
                return null;
            }
            lines.add(text.substring(begin, end).strip());
            begin = end;
        }
        return lines;
    }

    /** The columns before each position of a text. */
    static int[] columns(String text) {
        int[] columns = new int[text.length() + 1];
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            int next = at + Character.charCount(character);
            columns[next] = columns[at] + width(character);
            at = next;
        }
        return columns;
    }

    /** The positions in a text at which a line may end, by the rules of its script. */
    static List<Integer> breaks(String text) {
        // Only Thai's own rules know its words.
        boolean thai = text.codePoints().anyMatch(c -> UnicodeScript.of(c) == UnicodeScript.THAI);
        return within(text, thai ? (BreakIterator) Thai.LINES.clone() : BreakIterator.getLineInstance(Locale.ROOT));
    }

    /** The last position at which a word that is longer than a line can be cut so that its beginning fits. */
    static int hardCut(String text, int columns) {
        List<Integer> characters = within(text, BreakIterator.getCharacterInstance(Locale.ROOT));
        return characters.stream().filter(at -> width(text.substring(0, at)) <= columns).reduce((first, later) -> later)
                .orElse(characters.isEmpty() ? text.length() : characters.get(0));
    }

    /** What ends before a position. */
    static End end(String text, int at) {
        int last = at - 1;
        while (last > 0 && (Character.isWhitespace(text.charAt(last)) || CLOSING.indexOf(text.charAt(last)) >= 0)) {
            last--;
        }
        char character = text.charAt(last);
        return SENTENCE_ENDS.indexOf(character) >= 0 ? End.SENTENCE : CLAUSE_ENDS.indexOf(character) >= 0 ? End.CLAUSE : End.WORD;
    }

    private static List<Integer> within(String text, BreakIterator iterator) {
        iterator.setText(text);
        List<Integer> places = new ArrayList<>();
        iterator.first();
        for (int at = iterator.next(); at != BreakIterator.DONE && at < text.length(); at = iterator.next()) {
            places.add(at);
        }
        return places;
    }
}
