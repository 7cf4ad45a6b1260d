package dev.earshot.engine.process;

import dev.earshot.engine.StandInEngine;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WindowCancelsTest {

    private final Engine engine = new Engine();
    private final WindowCancels cancels = new WindowCancels();

    /** Counts. */
    private static final class Engine extends StandInEngine {

        private int aborts;

        @Override
        public void abort() {
            aborts++;
        }
    }

    @Test
    void theWindowThatRunsIsAborted() {
        assertTrue(cancels.begin(1, engine));
        cancels.cancel(1);
        assertEquals(1, engine.aborts);
        cancels.end();
        assertFalse(cancels.begin(1, engine), "it is not to run again");
        assertTrue(cancels.begin(2, engine));
        assertEquals(1, engine.aborts);
    }

    @Test
    void aCancelThatComesBeforeItsWindowKeepsItFromRunning() {
        cancels.cancel(1);
        assertFalse(cancels.begin(1, engine));
        assertTrue(cancels.begin(2, engine));
        assertEquals(0, engine.aborts);
    }

    @Test
    void aCancelThatComesTooLateDoesNothing() {
        assertTrue(cancels.begin(1, engine));
        cancels.end();
        assertTrue(cancels.begin(2, engine));
        cancels.cancel(1);
        assertEquals(0, engine.aborts);
    }
}
