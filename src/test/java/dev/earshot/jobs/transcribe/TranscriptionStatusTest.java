package dev.earshot.jobs.transcribe;

import dev.earshot.jobs.store.JobStatus;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

/** What becomes known of a transcription on its way, and what users are told of it. */
class TranscriptionStatusTest {

    private static final JobStatus ACCEPTED = TranscriptionStatus.accepted("base", "auto");

    private static String incomplete(Double duration, double decoded) {
        return TranscriptionStatus.incomplete(TranscriptionStatus.lasting(ACCEPTED, duration), decoded).notice();
    }

    @Test
    void eachThingThatBecomesKnownLeavesTheOthers() {
        JobStatus status = TranscriptionStatus.lasting(ACCEPTED, 60.0);
        status = TranscriptionStatus.spoken(status, "de");
        status = TranscriptionStatus.using(status, "base-q5_1", "The smaller one fits.");

        assertEquals(new TranscriptionStatus("base-q5_1", "de", 60.0), TranscriptionStatus.of(status));
        assertEquals("The smaller one fits.", status.notice());
        assertEquals(0.0, status.position());
        assertNull(TranscriptionStatus.of(TranscriptionStatus.lasting(status, null)).duration(), "it does not tell after all");
    }

    @Test
    void aFileThatEndsEarlySaysHowMuchOfItWasHeard() {
        assertEquals("Only the first 12.5 s of 60.0 s could be decoded; the file is damaged or cut off.", incomplete(60.0, 12.5));
        assertEquals("Only the first 0:02:00 of 1:01:05 could be decoded; the file is damaged or cut off.", incomplete(3665.0, 120));
        assertEquals("Only the first 119.9 s of 26:00:00 could be decoded; the file is damaged or cut off.", incomplete(93_600.0, 119.9));
    }

    @Test
    void aLengthThatIsUnknownOrHardlyMoreIsNotTold() {
        String sentence = "Only the first 12.5 s could be decoded; the file is damaged or cut off.";

        assertEquals(sentence, incomplete(null, 12.5));
        assertEquals(sentence, incomplete(13.4, 12.5), "estimates are not as exact as that");
        assertEquals("Only the first 12.5 s of 13.5 s could be decoded; the file is damaged or cut off.", incomplete(13.5, 12.5));
    }

    @Test
    void whatWasSaidBeforeStaysAndNothingIsSaidTwice() {
        JobStatus noticed = TranscriptionStatus.using(ACCEPTED, "base", "The smaller one fits.");

        JobStatus once = TranscriptionStatus.incomplete(noticed, 3);

        assertEquals("The smaller one fits. Only the first 3.0 s could be decoded; the file is damaged or cut off.", once.notice());
        assertSame(once, TranscriptionStatus.incomplete(once, 3), "a job that goes on after a restart comes to the same end");
    }
}
