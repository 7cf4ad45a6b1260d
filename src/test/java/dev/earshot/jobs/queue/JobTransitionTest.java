package dev.earshot.jobs.queue;

import dev.earshot.jobs.JobMessages.JobState;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class JobTransitionTest {

    @Test
    void nothingHappensToAJobThatHasEnded() {
        for (JobState state : JobState.values()) {
            for (JobTransition step : JobTransition.values()) {
                assertFalse(state.ended() && step.allowedIn(state), step + " in " + state);
            }
        }
    }

    @Test
    void everyUnendedJobCanBeCancelledAndTakenUpAgain() {
        for (JobState state : JobState.values()) {
            assertEquals(!state.ended(), JobTransition.CANCEL.allowedIn(state), state.name());
            assertEquals(!state.ended(), JobTransition.RECOVER.allowedIn(state) || JobTransition.RESUME.allowedIn(state), state.name());
        }
    }

    @Test
    void theMachineIsThis() {
        assertEquals(List.of("queued: START PAUSE FAIL CANCEL RECOVER", "waiting: CONTINUE PAUSE FAIL CANCEL RECOVER",
                "running: YIELD WAIT PAUSE COMPLETE FAIL CANCEL RECOVER", "paused: RESUME CANCEL"),
                Arrays.stream(JobState.values()).filter(state -> !state.ended()).map(state -> state.name().toLowerCase() + ": "
                        + Arrays.stream(JobTransition.values()).filter(step -> step.allowedIn(state)).map(JobTransition::name).collect(Collectors.joining(" ")))
                                .toList());
    }
}
