package dev.earshot.jobs.transcribe;

import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.jobs.JobMessages.PartialWindow;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.speech.Segment;

import java.util.List;

/** Appends windows to the transcript of a job; keeps of the earlier ones only what the next one depends on. Pure. */
final class GrowingTranscript {

    private int windows;
    private String lastCharacter;

    GrowingTranscript(List<WindowDone> before) {
        windows = before.size();
        lastCharacter = lastCharacterOf(TranscriptMerger.text(before));
    }

    /**
     * The next window; {@link #add} is called once it is stored.
     *
     * @param segments with times relative to the window
     * @param duration seconds of the file, or null while unknown
     */
    WindowDone nextWindow(String job, AudioWindow window, List<Segment> segments, Double duration) {
        List<Segment> inFile = TranscriptMerger.shift(segments, window.start());
        return new WindowDone(job, windows, inFile, TranscriptMerger.addition(lastCharacter, inFile), window.end(), duration);
    }

    /** The next window while it is still being recognised. */
    PartialWindow partialWindow(AudioWindow window, List<Segment> segments) {
        WindowDone soFar = nextWindow(null, window, segments.stream().map(each -> new Segment(each.start(), each.end(), each.text())).toList(), null);
        return new PartialWindow(soFar.index(), soFar.segments(), soFar.text());
    }

    /** Appends a window that is stored. */
    void add(WindowDone window) {
        windows++;
        lastCharacter = window.text().isEmpty() ? lastCharacter : lastCharacterOf(window.text());
    }

    private static String lastCharacterOf(String text) {
        return text.isEmpty() ? "" : Character.toString(text.codePointBefore(text.length()));
    }
}
