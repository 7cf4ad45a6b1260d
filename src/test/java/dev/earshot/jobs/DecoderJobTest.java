package dev.earshot.jobs;

import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.speech.Segment;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Decoders that die, and files that are damaged. */
class DecoderJobTest extends JobRig {

    @Test
    void aDecoderThatIsKilledIsBegunAgainBehindTheLastWindow() {
        for (int i = 0; i <= 6; i++) {
            decoderDeaths.put(i, 2);
        }

        Job ended = ended(submitted("6.wav").id());

        assertEquals(JobState.COMPLETED, ended.state(), String.valueOf(ended.error()));
        assertEquals(List.of(0.0, 10.0, 20.0, 30.0, 40.0, 50.0), ended.segments().stream().map(Segment::start).toList());
        assertEquals(60, ended.duration());
        assertNull(ended.notice());
        awaitNoSessions();
    }

    @Test
    void threeDeathsWithoutAWindowInBetweenAreEnough() {
        decoderDeaths.put(4, 3);

        Job ended = ended(submitted("6.wav").id());

        assertEquals(JobState.FAILED, ended.state());
        assertEquals(DECODER_KILLED.info(), ended.error());
        assertTrue(ended.error().retryable());
        assertEquals(4, ended.segments().size(), "what was done stays");
        awaitNoSessions();
    }

    @Test
    void aDamagedFileCompletesAndSaysHowMuchWasHeard() {
        Job ended = ended(submitted("6.cut.wav").id());

        assertEquals(JobState.COMPLETED, ended.state());
        assertEquals("Only the first 60.0 s of 0:02:00 could be decoded; the file is damaged or cut off.", ended.notice());
        assertEquals(120, ended.duration());
        assertEquals(6, ended.segments().size());
    }
}
