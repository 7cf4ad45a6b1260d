package dev.earshot.transcript;

import dev.earshot.speech.Segment;

import java.util.List;
import java.util.Locale;

/**
 * SubRip and WebVTT (https://www.w3.org/TR/webvtt1/). Segments without words make no cue; a transcript without words
 * makes an empty SubRip file and a WebVTT file of its header alone.
 */
final class Subtitles {

    private Subtitles() {
    }

    static String srt(Document document) {
        StringBuilder out = new StringBuilder();
        int number = 0;
        for (Segment segment : spoken(document)) {
            out.append(++number).append('\n');
            cue(out, segment, ',', lines(segment.text()));
        }
        return out.toString();
    }

    static String vtt(Document document) {
        StringBuilder out = new StringBuilder("WEBVTT\n\n");
        for (Segment segment : spoken(document)) {
            cue(out, segment, '.', escape(lines(segment.text())));
        }
        return out.toString();
    }

    /** {@code HH:MM:SS} and milliseconds. Rounded once, as a whole, so that 59.9996 s becomes one minute, not 59.1000. */
    static String time(double seconds, char decimal) {
        long ms = Math.round(Math.max(0, seconds) * 1000);
        return String.format(Locale.ROOT, "%02d:%02d:%02d%c%03d",
                ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, decimal, ms % 1000);
    }

    private static List<Segment> spoken(Document document) {
        return document.segments().stream().filter(segment -> !segment.text().isBlank()).toList();
    }

    private static void cue(StringBuilder out, Segment segment, char decimal, String text) {
        out.append(time(segment.start(), decimal)).append(" --> ").append(time(segment.end(), decimal)).append('\n')
                .append(text).append("\n\n");
    }

    /** An empty line would end the cue, so line breaks in a row become one. */
    private static String lines(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", "\n");
    }

    /** With {@code >} escaped no text can look like a timing line's arrow. */
    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
