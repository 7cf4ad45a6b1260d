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
        return TranscriptionStatus.withIncompleteNotice(TranscriptionStatus.withDuration(ACCEPTED, duration), decoded).notice();
    }

    @Test
    void eachThingThatBecomesKnownLeavesTheOthers() {
        JobStatus status = TranscriptionStatus.withDuration(ACCEPTED, 60.0);
        status = TranscriptionStatus.withDetectedLanguage(status, "de", 0.9);
        status = TranscriptionStatus.withModel(status, "base-q5_1", "The smaller one fits.");

        assertEquals(new TranscriptionStatus("base-q5_1", "de", 0.9, 60.0), TranscriptionStatus.of(status));
        assertEquals("The smaller one fits.", status.notice());
        assertEquals(0.0, status.position());
        assertNull(TranscriptionStatus.of(TranscriptionStatus.withDuration(status, null)).duration(), "it does not tell after all");
    }

    private static TranscriptionStatus heard(Object... languagesAndProbabilities) {
        JobStatus status = ACCEPTED;
        for (int i = 0; i < languagesAndProbabilities.length; i += 2) {
            status = TranscriptionStatus.withDetectedLanguage(status, (String) languagesAndProbabilities[i], (Double) languagesAndProbabilities[i + 1]);
        }
        return TranscriptionStatus.of(status);
    }

    @Test
    void theLanguageIsDetectedUntilItIsSure() {
        assertNull(TranscriptionStatus.of(ACCEPTED).assumedLanguage());
        assertNull(heard("de", 0.79).assumedLanguage());
        assertEquals("de", heard("de", 0.79).language(), "what is not sure is told all the same");
        assertEquals("de", heard("de", 0.8).assumedLanguage());
        assertEquals("de", heard("de", null).assumedLanguage(), "an engine that does not tell is believed");
    }

    @Test
    void theSurestLanguageStaysAndOfThoseThatAreSureTheLast() {
        assertEquals(new TranscriptionStatus("base", "de", 0.6, null), heard("de", 0.6, "nl", 0.5));
        assertEquals(new TranscriptionStatus("base", "nl", 0.7, null), heard("de", 0.6, "nl", 0.7));
        assertEquals(new TranscriptionStatus("base", "fr", 0.85, null), heard("de", 0.95, "fr", 0.85));
        assertEquals(new TranscriptionStatus("base", "de", 0.95, null), heard("de", 0.95, "fr", 0.5, "de", null));
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
        JobStatus noticed = TranscriptionStatus.withModel(ACCEPTED, "base", "The smaller one fits.");

        JobStatus once = TranscriptionStatus.withIncompleteNotice(noticed, 3);

        assertEquals("The smaller one fits. Only the first 3.0 s could be decoded; the file is damaged or cut off.", once.notice());
        assertSame(once, TranscriptionStatus.withIncompleteNotice(once, 3), "a job that goes on after a restart comes to the same end");
    }
}
