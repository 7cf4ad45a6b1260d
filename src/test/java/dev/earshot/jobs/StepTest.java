package dev.earshot.jobs;

import dev.earshot.jobs.JobMessages.State;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class StepTest {

    @Test
    void nothingHappensToAJobThatHasEnded() {
        for (State state : State.values()) {
            for (Step step : Step.values()) {
                assertFalse(state.ended() && step.allowedIn(state), step + " in " + state);
            }
        }
    }

    @Test
    void everyUnendedJobCanBeCancelledAndTakenUpAgain() {
        for (State state : State.values()) {
            assertEquals(!state.ended(), Step.CANCEL.allowedIn(state), state.name());
            assertEquals(!state.ended(), Step.RECOVER.allowedIn(state) || Step.RESUME.allowedIn(state), state.name());
        }
    }

    @Test
    void theMachineIsThis() {
        assertEquals(List.of("queued: BEGIN PAUSE FAIL CANCEL RECOVER", "waiting: GO_ON PAUSE FAIL CANCEL RECOVER",
                "running: MAKE_WAY WAIT PAUSE COMPLETE FAIL CANCEL RECOVER", "paused: RESUME CANCEL"),
                Arrays.stream(State.values()).filter(state -> !state.ended()).map(state -> state.name().toLowerCase() + ": "
                        + Arrays.stream(Step.values()).filter(step -> step.allowedIn(state)).map(Step::name).collect(Collectors.joining(" "))).toList());
    }
}
