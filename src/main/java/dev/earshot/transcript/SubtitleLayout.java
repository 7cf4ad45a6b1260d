package dev.earshot.transcript;

/**
 * How subtitles are laid out. Pure.
 *
 * @param lineWidth columns of a line, {@value #LEAST_WIDTH} to {@value #MOST_WIDTH}
 * @param lineCount lines of a cue, 1 to {@value #MOST_LINES}
 * @param highlight whether each word is underlined while it is spoken, where the times of words are known
 */
public record SubtitleLayout(int lineWidth, int lineCount, boolean highlight) {

    public static final int LEAST_WIDTH = 10;
    public static final int MOST_WIDTH = 200;
    public static final int MOST_LINES = 10;

    /** Two lines of 42 columns, as broadcasters have them. */
    public static final SubtitleLayout DEFAULT = new SubtitleLayout(42, 2, false);

    /** @throws IllegalArgumentException where a number is out of its range */
    public SubtitleLayout {
        if (!isWidth(lineWidth) || !isCount(lineCount)) {
            throw new IllegalArgumentException(lineCount + " lines of " + lineWidth + " columns");
        }
    }

    /** Null stands for as most take it. */
    public static SubtitleLayout of(Integer lineWidth, Integer lineCount, boolean highlight) {
        return new SubtitleLayout(lineWidth == null ? DEFAULT.lineWidth : lineWidth, lineCount == null ? DEFAULT.lineCount : lineCount, highlight);
    }

    public static boolean isWidth(int columns) {
        return columns >= LEAST_WIDTH && columns <= MOST_WIDTH;
    }

    public static boolean isCount(int lines) {
        return lines >= 1 && lines <= MOST_LINES;
    }

    /** Columns of a cue, all lines together. */
    int columns() {
        return lineWidth * lineCount;
    }
}
