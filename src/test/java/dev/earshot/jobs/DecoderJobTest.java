package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.State;
import org.junit.jupiter.api.Test;

import java.util.Collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Decoders that die, and files that are damaged. */
class DecoderJobTest extends JobRig {

    private static final Fault KILLED = new Fault(Fault.Code.UNAVAILABLE, "The decoder was killed.");

    @Test
    void aDecoderThatIsKilledIsBegunAgainBehindTheLastWindow() {
        byItself = false;
        Job job = submitted("6.wav");
        for (int i = 0; i < 5; i++) {
            var window = window();
            decoderFaults.addAll(Collections.nCopies(2, KILLED));
            window.complete();
        }
        finishWindow();

        Job ended = ended(job.id());
        assertEquals(State.COMPLETED, ended.state(), String.valueOf(ended.error()));
        assertEquals(6, ended.segments().size());
        assertEquals(60, ended.duration());
        assertNull(ended.notice());
        awaitNoSessions();
    }

    @Test
    void threeDeathsWithoutAWindowInBetweenAreEnough() {
        decoderFaults.addAll(Collections.nCopies(3, KILLED));

        Job ended = ended(submitted("6.wav").id());

        assertEquals(State.FAILED, ended.state());
        assertEquals(KILLED.info(), ended.error());
        assertTrue(ended.error().retryable());
        awaitNoSessions();
    }

    @Test
    void aDamagedFileCompletesAndSaysHowMuchWasHeard() {
        Job ended = ended(submitted("6.cut.wav").id());

        assertEquals(State.COMPLETED, ended.state());
        assertEquals("Only the first 60.0 s of 0:02:00 could be decoded; the file is damaged or cut off.", ended.notice());
        assertEquals(120, ended.duration());
        assertEquals(6, ended.segments().size());
    }
}
