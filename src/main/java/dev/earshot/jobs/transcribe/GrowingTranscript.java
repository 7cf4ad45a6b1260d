package dev.earshot.jobs.transcribe;

import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.jobs.JobMessages.PartialWindow;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.speech.Segment;

import java.util.List;

/** The windows of a job that are done, as far as the next one has to know of them. Pure. */
final class GrowingTranscript {

    private int windows;
    private String lastCharacter;

    GrowingTranscript(List<WindowDone> before) {
        windows = before.size();
        lastCharacter = last(TranscriptMerger.text(before));
    }

    /** @param segments with times in the window */
    WindowDone next(String job, AudioWindow window, List<Segment> segments, Double duration) {
        List<Segment> inFile = TranscriptMerger.shift(segments, window.start());
        return new WindowDone(job, windows, inFile, TranscriptMerger.addition(lastCharacter, inFile), window.end(), duration);
    }

    /** The same of one that is still being recognised. */
    PartialWindow partial(AudioWindow window, List<Segment> segments) {
        WindowDone soFar = next(null, window, segments.stream().map(each -> new Segment(each.start(), each.end(), each.text())).toList(), null);
        return new PartialWindow(soFar.index(), soFar.segments(), soFar.text());
    }

    /** The next one is done for good. */
    void add(WindowDone window) {
        windows++;
        lastCharacter = window.text().isEmpty() ? lastCharacter : last(window.text());
    }

    private static String last(String text) {
        return text.isEmpty() ? "" : Character.toString(text.codePointBefore(text.length()));
    }
}
