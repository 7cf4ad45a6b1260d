package dev.earshot.engine;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OwnLibraryTrialTest {

    private final OwnLibraryTrial trial = new OwnLibraryTrial();

    @Test
    void threeEndsInARowAreOnceTooOften() {
        assertFalse(trial.failed());
        assertFalse(trial.failed());
        assertTrue(trial.failed());
        assertTrue(trial.failed());
    }

    @Test
    void aWindowThatIsRecognisedForgivesThem() {
        assertFalse(trial.failed());
        assertFalse(trial.failed());
        trial.passed();
        assertFalse(trial.failed());
        assertFalse(trial.failed());
        assertTrue(trial.failed());
    }
}
