package dev.earshot.transcript;

import dev.earshot.transcript.Cues.Cue;

import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * SubRip and WebVTT (https://www.w3.org/TR/webvtt1/). Segments without words make no cue; a transcript without words
 * makes an empty SubRip file and a WebVTT file of its header alone. The word that is being spoken is underlined, which both know as {@code <u>}.
 */
final class Subtitles {

    private Subtitles() {
    }

    static String srt(Document document, SubtitleLayout layout) {
        StringBuilder out = new StringBuilder();
        int number = 0;
        for (Cue cue : Cues.of(document.segments(), layout)) {
            out.append(++number).append('\n');
            cue(out, cue, ',', text -> text);
        }
        return out.toString();
    }

    static String vtt(Document document, SubtitleLayout layout) {
        StringBuilder out = new StringBuilder("WEBVTT\n\n");
        for (Cue cue : Cues.of(document.segments(), layout)) {
            cue(out, cue, '.', Subtitles::escape);
        }
        return out.toString();
    }

    /** {@code HH:MM:SS} and milliseconds. */
    static String time(long ms, char decimal) {
        return String.format(Locale.ROOT, "%02d:%02d:%02d%c%03d", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, decimal, ms % 1000);
    }

    private static void cue(StringBuilder out, Cue cue, char decimal, UnaryOperator<String> escape) {
        String text = String.join("\n", cue.lines());
        out.append(time(cue.start(), decimal)).append(" --> ").append(time(cue.end(), decimal)).append('\n');
        if (cue.highlight() == null) {
            out.append(escape.apply(text));
        } else {
            out.append(escape.apply(text.substring(0, cue.highlight().from()))).append("<u>")
                    .append(escape.apply(text.substring(cue.highlight().from(), cue.highlight().to()))).append("</u>")
                    .append(escape.apply(text.substring(cue.highlight().to())));
        }
        out.append("\n\n");
    }

    /** With {@code >} escaped no text can look like a timing line's arrow. */
    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
