package dev.earshot.jobs;

import dev.earshot.audio.AudioMessages.OpenAudio;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.speech.Segment;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Decoders that die, sessions that expire or cannot be had, and files that are damaged. */
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
    void aSessionThatExpiredIsOpenedAgainAndNoWordIsLost() {
        expiries.addAll(List.of(0, 1, 4, 6));

        Job ended = ended(submitted("6.wav").id());

        assertEquals(JobState.COMPLETED, ended.state(), String.valueOf(ended.error()));
        assertEquals("w0 w1 w2 w3 w4 w5", ended.text());
        assertEquals(List.of(0.0, 0.0, 10.0, 40.0, 60.0), opened.stream().map(OpenAudio::from).toList(), "behind what is done");
        awaitNoSessions();
    }

    @Test
    void aJobForWhichNoFileCanBeOpenedNowIsTriedAgainLaterHoweverOften() {
        fullSessions.set(9);
        decoderDeaths.put(1, 1);

        Job ended = ended(submitted("2.wav").id());

        assertEquals(JobState.COMPLETED, ended.state(), String.valueOf(ended.error()));
        assertEquals("w0 w1", ended.text());
        assertEquals(9, ended.log().stream().filter(line -> line.message().startsWith("The service is too busy")).count());
        awaitNoSessions();
    }

    @Test
    void aFileThatCannotBeOpenedAgainNowIsReadOnLater() {
        decoderDeaths.put(1, 1);
        byItself = false;
        Job job = submitted("2.wav");
        Promise<TranscribedWindow> first = window();
        fullSessions.set(2);
        first.complete();
        window().complete();

        Job ended = ended(job.id());

        assertEquals("w0 w1", ended.text(), String.valueOf(ended.error()));
        assertEquals(List.of(0.0, 10.0, 10.0, 10.0), opened.stream().map(OpenAudio::from).toList());
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
