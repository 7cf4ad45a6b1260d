package dev.earshot.jobs.transcribe;

import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.speech.Scripts;
import dev.earshot.speech.Segment;

import java.util.List;

/** Joins the windows of a file into one transcript. Pure. */
public final class TranscriptMerger {

    private TranscriptMerger() {
    }

    /**
     * What a window adds to a text: its segments as the engine wrote them, which includes the spaces between words. A space is inserted only where
     * the words of two windows would otherwise run together, in scripts that separate words by spaces.
     */
    public static String addition(String soFar, List<Segment> segments) {
        StringBuilder text = new StringBuilder();
        segments.forEach(segment -> text.append(segment.text()));
        String added = text.toString().stripTrailing();
        if (soFar.isEmpty()) {
            return added.stripLeading();
        }
        return !added.isEmpty() && usesSpaces(soFar.codePointBefore(soFar.length())) && usesSpaces(added.codePointAt(0)) ? " " + added : added;
    }

    /** Segments with times relative to a window as segments with times in the file, rounded to 0.01 s. */
    public static List<Segment> shift(List<Segment> segments, double start) {
        return segments.stream().map(segment -> segment.on(seconds -> round(start + seconds))).toList();
    }

    /** The text of windows in order. */
    public static String text(List<WindowDone> windows) {
        StringBuilder text = new StringBuilder();
        windows.forEach(window -> text.append(window.text()));
        return text.toString();
    }

    public static List<Segment> segments(List<WindowDone> windows) {
        return windows.stream().flatMap(window -> window.segments().stream()).toList();
    }

    private static boolean usesSpaces(int character) {
        return !Character.isWhitespace(character) && !Scripts.unspaced(character)
                && !(character >= 0x3000 && character <= 0x303F) && !(character >= 0xFF00 && character <= 0xFFEF);
    }

    private static double round(double seconds) {
        return Math.round(seconds * 100) / 100.0;
    }
}
