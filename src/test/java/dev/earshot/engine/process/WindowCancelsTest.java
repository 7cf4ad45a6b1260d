package dev.earshot.engine.process;

import dev.earshot.engine.spi.Capabilities;
import dev.earshot.engine.spi.EngineInfo;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.speech.Segment;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WindowCancelsTest {

    private final Engine engine = new Engine();
    private final WindowCancels cancels = new WindowCancels();

    /** Counts. */
    private static final class Engine implements SpeechEngine {

        private int aborts;

        @Override
        public void abort() {
            aborts++;
        }

        @Override
        public Recognition recognise(WindowRequest window, Consumer<Segment> progress) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Capabilities capabilities() {
            return new Capabilities(List.of("en"), false, false, false, false, true);
        }

        @Override
        public EngineInfo info() {
            return new EngineInfo("test", "1", null);
        }

        @Override
        public boolean alive() {
            return true;
        }

        @Override
        public long pid() {
            return 0;
        }

        @Override
        public void close() {
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
