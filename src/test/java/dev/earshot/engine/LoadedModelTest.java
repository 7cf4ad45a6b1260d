package dev.earshot.engine;

import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.speech.Segment;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

/** What is told of a window, with an engine that dies in the middle of its first one. */
class LoadedModelTest {

    private static final List<Segment> SEGMENTS = List.of(new Segment(0, 1, " one"), new Segment(1, 2, " two"), new Segment(2, 3, " three"));

    private final List<Consumer<Segment>> listeners = new ArrayList<>();
    private long processes;

    private final class Engine extends StandInEngine {

        private final long pid = ++processes;

        @Override
        public Recognition recognise(WindowRequest window, Consumer<Segment> progress) throws EngineLost {
            listeners.add(progress);
            for (Segment segment : progress == null ? List.<Segment>of() : SEGMENTS) {
                progress.accept(segment);
                if (pid == 1 && segment == SEGMENTS.get(1)) {
                    throw new EngineLost("It is gone.");
                }
            }
            return new Recognition(SEGMENTS, "en");
        }

        @Override
        public long pid() {
            return pid;
        }
    }

    private LoadedModel load() {
        return LoadedModel.load("m", Path.of("m.bin"), file -> new Engine(), new LoadedEngines(), new MemoryLimit(null, pid -> null),
                (event, pid, reason) -> { });
    }

    @Test
    void aWindowThatIsDoneAgainAfterACrashIsToldFromItsFirstSegmentAgain() {
        List<List<Segment>> told = new ArrayList<>();

        Recognition heard = load().recognise(TestSamples.window(TestSamples.silence(3)), new Cancellation(), told::add);

        assertEquals(List.of(1, 2, 1, 2, 3), told.stream().map(List::size).toList());
        assertEquals(heard.segments(), told.get(4));
    }

    @Test
    void whereNobodyFollowsTheEngineIsNotAskedToTell() {
        load().recognise(TestSamples.window(TestSamples.silence(3)), new Cancellation(), null);

        assertEquals(1, listeners.size());
        assertNull(listeners.get(0));
    }
}
