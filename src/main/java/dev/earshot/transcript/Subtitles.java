package dev.earshot.transcript;

import dev.earshot.transcript.Cues.Cue;

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
        for (Cue cue : Cues.of(document.segments())) {
            out.append(++number).append('\n');
            cue(out, cue, ',', String.join("\n", cue.lines()));
        }
        return out.toString();
    }

    static String vtt(Document document) {
        StringBuilder out = new StringBuilder("WEBVTT\n\n");
        for (Cue cue : Cues.of(document.segments())) {
            cue(out, cue, '.', escape(String.join("\n", cue.lines())));
        }
        return out.toString();
    }

    /** {@code HH:MM:SS} and milliseconds. */
    static String time(long ms, char decimal) {
        return String.format(Locale.ROOT, "%02d:%02d:%02d%c%03d", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, decimal, ms % 1000);
    }

    private static void cue(StringBuilder out, Cue cue, char decimal, String text) {
        out.append(time(cue.start(), decimal)).append(" --> ").append(time(cue.end(), decimal)).append('\n').append(text).append("\n\n");
    }

    /** With {@code >} escaped no text can look like a timing line's arrow. */
    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
