package dev.earshot.http.request;

import dev.earshot.http.answer.BadField;
import dev.earshot.transcript.SubtitleLayout;
import dev.earshot.transcript.TranscriptFormat;

import java.util.function.Function;
import java.util.function.IntPredicate;

/** How subtitles are to be laid out, as query parameters and as fields of a form. Pure. */
public final class LayoutParameters {

    public static final String WIDTH = "max_line_width";
    public static final String COUNT = "max_line_count";
    public static final String HIGHLIGHT = "highlight_words";

    private LayoutParameters() {
    }

    /**
     * @param text      of a parameter by its name; null or blank where it is absent
     * @param highlight whether the word that is spoken is to be shown
     * @param format    that they are for
     * @throws BadField for the first that is no number in its range, or goes with subtitles only
     */
    public static SubtitleLayout of(Function<String, String> text, boolean highlight, TranscriptFormat format) {
        Integer width = number(text.apply(WIDTH), WIDTH, SubtitleLayout::isWidth, SubtitleLayout.LEAST_WIDTH, SubtitleLayout.MOST_WIDTH);
        Integer count = number(text.apply(COUNT), COUNT, SubtitleLayout::isCount, 1, SubtitleLayout.MOST_LINES);
        String given = width != null ? WIDTH : count != null ? COUNT : highlight ? HIGHLIGHT : null;
        if (given != null && !format.takesLayout()) {
            throw new BadField(given, given + " goes with srt and vtt; " + format.text() + " has no lines to be laid out.");
        }
        return SubtitleLayout.of(width, count, highlight);
    }

    private static Integer number(String text, String name, IntPredicate possible, int least, int most) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.strip().matches("\\d{1,4}") && possible.test(Integer.parseInt(text.strip()))) {
            return Integer.valueOf(text.strip());
        }
        throw new BadField(name, name + " must be a number from " + least + " to " + most + ", not '" + text + "'.");
    }
}
