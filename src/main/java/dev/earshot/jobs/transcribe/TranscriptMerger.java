package dev.earshot.jobs.transcribe;

import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.speech.Scripts;
import dev.earshot.speech.Segment;

import java.util.List;

/** Windows into one text. Pure. */
public final class TranscriptMerger {

    private TranscriptMerger() {
    }

    /**
     * What a window adds to a text: its segments as Whisper wrote them, which brings the spaces between words along. A space is put
     * in only where two windows would glue words of a script with spaces together.
     */
    public static String addition(String soFar, List<Segment> segments) {
        StringBuilder text = new StringBuilder();
        segments.forEach(segment -> text.append(segment.text()));
        String added = text.toString().stripTrailing();
        if (soFar.isEmpty()) {
            return added.stripLeading();
        }
        return !added.isEmpty() && spaced(soFar.codePointBefore(soFar.length())) && spaced(added.codePointAt(0)) ? " " + added : added;
    }

    /** The times of a window's segments and words in the file, to 0.01 s. */
    public static List<Segment> shift(List<Segment> segments, double start) {
        return segments.stream().map(segment -> segment.on(seconds -> round(start + seconds))).toList();
    }

    /** The whole text of windows in order. */
    public static String text(List<WindowDone> windows) {
        StringBuilder text = new StringBuilder();
        windows.forEach(window -> text.append(window.text()));
        return text.toString();
    }

    public static List<Segment> segments(List<WindowDone> windows) {
        return windows.stream().flatMap(window -> window.segments().stream()).toList();
    }

    private static boolean spaced(int character) {
        return !Character.isWhitespace(character) && !Scripts.unspaced(character)
                && !(character >= 0x3000 && character <= 0x303F) && !(character >= 0xFF00 && character <= 0xFFEF);
    }

    private static double round(double seconds) {
        return Math.round(seconds * 100) / 100.0;
    }
}
