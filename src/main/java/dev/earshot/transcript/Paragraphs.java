package dev.earshot.transcript;

import dev.earshot.speech.Segment;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Renders a transcript for reading: paragraphs at the speaker's pauses, or a line with its time for each segment. Pure. */
final class Paragraphs {

    /** Seconds without words, from which on a paragraph ends; the page does the same. */
    static final double PAUSE = 2;

    private Paragraphs() {
    }

    /** The text as it is, with an empty line in the place of the space at each pause. */
    static String text(Document document) {
        String text = document.text();
        StringBuilder out = new StringBuilder();
        int from = 0;
        int at = 0;
        double end = Double.POSITIVE_INFINITY;
        for (Segment segment : document.segments()) {
            String words = segment.text().strip();
            if (words.isEmpty()) {
                continue;
            }
            int start = at;
            while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
                start++;
            }
            if (!text.startsWith(words, start)) {
                // The segments' words are not those of the text, so the pauses cannot be located in it.
                return text;
            }
            if (segment.start() - end >= PAUSE) {
                out.append(text, from, at).append("\n\n");
                from = start;
            }
            at = start + words.length();
            end = segment.end();
        }
        return out.append(text, from, text.length()).toString();
    }

    /** {@code [0:12] words}, a line for each segment. */
    static String timed(List<Segment> segments) {
        return segments.stream().filter(segment -> !segment.text().isBlank())
                .map(segment -> "[" + time(segment.start()) + "] " + segment.text().strip().replaceAll("\\s+", " ") + "\n").collect(Collectors.joining());
    }

    /** {@code 0:12}, {@code 1:02:03}: the second that has begun. */
    private static String time(double seconds) {
        long whole = (long) Math.max(0, seconds);
        return whole < 3600 ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }
}
