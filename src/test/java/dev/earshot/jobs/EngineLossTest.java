package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.transcribe.EngineBackoff;
import dev.earshot.jobs.transcribe.TranscriptionStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Engines that die: what is done again, for how long, and what is said when nothing helps. */
class EngineLossTest extends JobRig {

    private static final Fault CRASHED = new Fault(Fault.Code.ENGINE_CRASHED, "The engine process ended by signal 9 (SIGKILL).");

    private int taken;

    /** The window with a number when the engine has it. The one after it may be there, too, and is taken back where this one fails: it is passed over. */
    private Promise<TranscribedWindow> window(int number) {
        while (true) {
            Promise<TranscribedWindow> window = window();
            String given = log.stream().filter(line -> line.startsWith("window ")).toList().get(taken++);
            if (given.startsWith("window " + number + " ") && !window.future().isComplete()) {
                return window;
            }
        }
    }

    @Test
    void anEngineThatDiesInAWindowIsTriedAgainBehindWhatIsDone() {
        byItself = false;
        Job job = submitted("3.wav");
        window(0).complete();
        for (int i = 0; i < 3; i++) {
            window(1).fail(CRASHED);
        }
        window(1).complete();
        window(2).fail(CRASHED);
        window(2).complete();

        Job done = ended(job.id());
        assertEquals(JobState.COMPLETED, done.state());
        assertEquals(3, done.text().split(" ").length, done.text());
        assertEquals(4, done.log().stream().filter(line -> line.message().startsWith("The speech engine failed")).count());
    }

    @Test
    void whatKillsEveryEngineFailsThatJobOnlyAndSaysWhere() {
        byItself = false;
        Job deadly = submitted("3.wav");
        window(0).complete();
        window(1).fail(CRASHED);
        Job other = submitted("0.wav");
        assertEquals(JobState.COMPLETED, ended(other.id()).state(), "it waits for no other job's pause");
        for (int i = 0; i < 3; i++) {
            window(1).fail(CRASHED);
        }

        Job failed = ended(deadly.id());
        assertEquals(JobState.FAILED, failed.state());
        assertEquals("engine-crashed", failed.error().code());
        assertTrue(failed.error().retryable());
        assertTrue(failed.error().message().contains("from 0:10 to 0:20") && failed.error().message().contains("SIGKILL"), failed.error().message());
        assertEquals("w0", failed.text(), "what is done stays");
    }

    @Test
    void anEngineThatDiesWhileItLoadsIsTriedAgain() {
        for (int i = 0; i < 3; i++) {
            leases.add(Future.failedFuture(CRASHED));
        }

        assertEquals(JobState.COMPLETED, ended(submitted("1.wav").id()).state());
        assertTrue(leases.isEmpty());
    }

    @Test
    void thePausesGrowAndProgressBeginsThemAnew() {
        EngineBackoff losses = new EngineBackoff(Duration.ofSeconds(1));
        JobRow person = row(true, 0);
        JobRow batch = row(false, 0);

        assertEquals(List.of(1L, 2L, 4L), pauses(losses, person));
        assertEquals(Optional.empty(), losses.nextBackoff(person, new Fault(Fault.Code.ENGINE_TIMEOUT, "x")));
        assertEquals(Optional.of(Duration.ofSeconds(1)), losses.nextBackoff(row(true, 30), CRASHED), "it got further");
        losses.forget("j");
        Fault unavailable = new Fault(Fault.Code.ENGINE_UNAVAILABLE, "The speech engine cannot be loaded on this machine: no space left on device");
        assertEquals(Optional.of(Duration.ofSeconds(1)), losses.nextBackoff(batch, unavailable), "there may be room a moment later");
        losses.forget("j");
        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 64L), pauses(losses, batch), "two minutes in all");
        assertEquals("The speech engine failed; it is tried again after a pause of 64 s.", losses.waitReason("j"));
        losses.onBackoffEnded("j");
        assertNull(losses.waitReason("j"));
        assertTrue(EngineBackoff.withPosition(CRASHED, 3599, 3725).getMessage().contains("from 59:59 to 1:02:05"));
    }

    private static List<Long> pauses(EngineBackoff losses, JobRow row) {
        List<Long> pauses = new ArrayList<>();
        for (Optional<Duration> pause; (pause = losses.nextBackoff(row, CRASHED)).isPresent(); ) {
            pauses.add(pause.get().toSeconds());
        }
        return pauses;
    }

    private JobRow row(boolean interactive, double position) {
        return JobRow.accepted("j", "transcribe", null, "a.wav", interactive, "{}", TranscriptionStatus.accepted("m", "en").withPosition(position),
                time().instant());
    }
}
