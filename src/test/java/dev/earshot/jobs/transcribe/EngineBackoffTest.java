package dev.earshot.jobs.transcribe;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStatus;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

class EngineBackoffTest {

    private final EngineBackoff losses = new EngineBackoff(Duration.ofSeconds(2));

    @Test
    void pausesDoubleUntilItWasTriedOftenEnough() {
        assertEquals(List.of(2L, 4L, 8L), pauses(row("a", true, 0), Fault.Code.ENGINE_CRASHED));
        assertEquals(List.of(2L, 4L, 8L, 16L, 32L, 64L, 128L), pauses(row("b", false, 0), Fault.Code.ENGINE_CRASHED), "for which nobody waits");
        assertEquals(List.of(2L, 4L, 8L), pauses(row("c", false, 0), Fault.Code.ENGINE_UNAVAILABLE));
        assertEquals(List.of(), pauses(row("d", false, 0), Fault.Code.BAD_AUDIO));
    }

    @Test
    void whatIsBusyWithOthersNeverEndsAJob() {
        for (long seconds : new long[] {2, 4, 8, 16, 32, 64, 128, 128, 128, 128}) {
            assertEquals(Optional.of(Duration.ofSeconds(seconds)), losses.nextBackoff(row("a", true, 0), fault(Fault.Code.QUEUE_FULL)));
        }
        assertEquals("The service is too busy; it is tried again after a pause of 128 s.", losses.waitReason("a"));
        assertEquals(Optional.empty(), losses.nextBackoff(row("a", true, 0), fault(Fault.Code.ENGINE_CRASHED)), "not so what fails");
    }

    @Test
    void whoGotFurtherIsTriedAsOftenAgain() {
        pauses(row("a", true, 10), Fault.Code.ENGINE_CRASHED);
        assertEquals(List.of(), pauses(row("a", true, 10), Fault.Code.ENGINE_CRASHED));
        assertEquals(List.of(2L, 4L, 8L), pauses(row("a", true, 10.5), Fault.Code.ENGINE_CRASHED));
        losses.forget("a");
        assertEquals(List.of(2L, 4L, 8L), pauses(row("a", true, 10.5), Fault.Code.ENGINE_CRASHED));
    }

    @Test
    void aPauseIsToldWhileItLasts() {
        assertNull(losses.waitReason("a"));
        losses.nextBackoff(row("a", true, 0), fault(Fault.Code.ENGINE_CRASHED));
        losses.nextBackoff(row("a", true, 0), fault(Fault.Code.ENGINE_CRASHED));
        assertEquals("The speech engine failed; it is tried again after a pause of 4 s.", losses.waitReason("a"));
        losses.onBackoffEnded("a");
        assertNull(losses.waitReason("a"));
        assertEquals(Optional.of(Duration.ofSeconds(8)), losses.nextBackoff(row("a", true, 0), fault(Fault.Code.ENGINE_CRASHED)), "it still counts");

        EngineBackoff quick = new EngineBackoff(Duration.ofMillis(10));
        quick.nextBackoff(row("a", true, 0), fault(Fault.Code.ENGINE_CRASHED));
        assertEquals("The speech engine failed; it is tried again after a pause of 1 s.", quick.waitReason("a"));
    }

    @Test
    void theStretchThatNoEngineSurvivesIsNamed() {
        Fault crash = fault(Fault.Code.ENGINE_CRASHED);
        assertEquals("The part of the file from 0:09 to 59:59 cannot be recognised: the engine crashes on it again and again. why",
                EngineBackoff.withPosition(crash, 9.9, 3599).getMessage());
        assertEquals("The part of the file from 1:00:00 to 11:01:05 cannot be recognised: the engine crashes on it again and again. why",
                EngineBackoff.withPosition(crash, 3600, 39_665).getMessage());
        assertEquals(Fault.Code.ENGINE_CRASHED, Fault.of(EngineBackoff.withPosition(crash, 0, 1)).code());
        Fault other = fault(Fault.Code.TIMEOUT);
        assertSame(other, EngineBackoff.withPosition(other, 0, 1));
    }

    private List<Long> pauses(JobRow row, Fault.Code code) {
        List<Long> pauses = new ArrayList<>();
        Optional<Duration> pause = losses.nextBackoff(row, fault(code));
        while (pause.isPresent()) {
            pauses.add(pause.get().toSeconds());
            pause = losses.nextBackoff(row, fault(code));
        }
        return pauses;
    }

    private static Fault fault(Fault.Code code) {
        return new Fault(code, "why");
    }

    private static JobRow row(String id, boolean interactive, double position) {
        return JobRow.accepted(id, "transcribe", null, id, interactive, "{}", new JobStatus(position, null, null, List.of(), Map.of()), Instant.EPOCH);
    }
}
