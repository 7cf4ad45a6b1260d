package dev.earshot.jobs.transcribe;

import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.jobs.JobMessages.PartialWindow;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.speech.Confidence;
import dev.earshot.speech.Segment;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A window after the other, as they are added to what a job has. */
class GrowingTranscriptTest {

    private static AudioWindow window(double start) {
        return new AudioWindow(0, start, start + 10, start + 12, 60.0, false, false, List.of());
    }

    private static WindowDone next(GrowingTranscript transcript, double start, String text) {
        return transcript.nextWindow("job", window(start), List.of(new Segment(1, 2, text)), 60.0);
    }

    @Test
    void aWindowFollowsThoseBeforeItWithItsTimesInTheFile() {
        GrowingTranscript transcript = new GrowingTranscript(List.of());

        WindowDone first = next(transcript, 0, " one");
        assertEquals(new WindowDone("job", 0, List.of(new Segment(1, 2, " one")), "one", 10, 60.0), first);

        transcript.add(first);
        assertEquals(new WindowDone("job", 1, List.of(new Segment(21, 22, "two")), " two", 30, 60.0), next(transcript, 20, "two"));
    }

    @Test
    void oneThatWasNotAddedCountsForNothing() {
        GrowingTranscript transcript = new GrowingTranscript(List.of());
        WindowDone lost = next(transcript, 0, "one");

        assertEquals(lost, next(transcript, 0, "one"), "it is done again as if it had not been");
    }

    @Test
    void whatIsKnownOfAWindowBeforeItIsDoneIsShownAsItWouldBeAndCountsForNothing() {
        GrowingTranscript transcript = new GrowingTranscript(List.of(new WindowDone("job", 0, List.of(), "one", 10, 60.0)));
        Segment sure = new Segment(1, 2, "two", null, new Confidence(-0.1, 1.0, 0.01, 0.0, List.of(1, 2)));

        assertEquals(new PartialWindow(1, List.of(new Segment(21, 22, "two")), " two"), transcript.partialWindow(window(20), List.of(sure)));
        assertEquals(" three", next(transcript, 20, "three").text());
    }

    @Test
    void aWindowWithoutWordsKeepsTheSpaceForTheNext() {
        GrowingTranscript transcript = new GrowingTranscript(List.of());
        List<WindowDone> all = new ArrayList<>();
        for (String text : List.of("", "one", " ", "two", "两", "three")) {
            WindowDone done = next(transcript, all.size() * 10, text);
            transcript.add(done);
            all.add(done);
        }

        assertEquals("one two两three", TranscriptMerger.text(all));
        assertEquals(List.of(0, 1, 2, 3, 4, 5), all.stream().map(WindowDone::index).toList());
    }

    @Test
    void aJobThatGoesOnAfterARestartGoesOnWithItsText() {
        List<WindowDone> before = List.of(new WindowDone("job", 0, List.of(), "one", 10, 60.0), new WindowDone("job", 1, List.of(), "", 20, 60.0));

        WindowDone done = next(new GrowingTranscript(before), 20, "two");

        assertEquals(2, done.index());
        assertEquals(" two", done.text());
    }
}
