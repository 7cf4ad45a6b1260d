package dev.earshot.engine;

import dev.earshot.engine.spi.Capabilities;
import dev.earshot.engine.spi.EngineInfo;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.speech.Segment;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The rule, driven through a loaded model whose processes hold what the test says. */
class MemoryLimitTest {

    private static final long MB = 1_000_000;

    private final List<String> events = new ArrayList<>();
    private long processes;
    private Long held = 400 * MB;

    /** A process that is never lost. */
    private record Engine(long pid) implements SpeechEngine {

        @Override
        public Recognition recognise(WindowRequest window, Consumer<Segment> progress) {
            return new Recognition(List.of(), "en");
        }

        @Override
        public Capabilities capabilities() {
            return new Capabilities(List.of("en"), false, false, false, false, false);
        }

        @Override
        public void abort() {
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
        public void close() {
        }
    }

    private LoadedModel load(Long limit) {
        return LoadedModel.load("m", Path.of("m.bin"), file -> new Engine(++processes), new LoadedEngines(),
                new MemoryLimit(limit, pid -> held), (event, pid, reason) -> events.add(event.name().toLowerCase(Locale.ROOT) + " " + reason));
    }

    private static void window(LoadedModel model) {
        model.recognise(TestSamples.window(TestSamples.silence(1)), new Cancellation(), null);
        model.checkMemory();
    }

    @Test
    void aProcessWithinItsLimitStays() {
        LoadedModel model = load(400 * MB);
        window(model);
        window(model);

        assertEquals(1, model.pid());
        assertEquals(List.of("started loading m"), events);
    }

    @Test
    void aProcessThatOutgrowsItIsBegunAnewEachTime() {
        LoadedModel model = load(700 * MB);
        for (int i = 2; i < 5; i++) {
            held = 400 * MB;
            window(model);
            held = 812 * MB;
            window(model);

            assertEquals(i, model.pid());
            assertEquals("outgrown holds 812 MB, its limit is 700 MB; it is restarted", events.get(events.size() - 1));
        }
        assertEquals(4, events.size());
    }

    @Test
    void aLimitBelowWhatTheModelNeedsCostsOneRestartAndIsRaised() {
        LoadedModel model = load(100 * MB);
        for (int i = 0; i < 5; i++) {
            window(model);
        }

        assertEquals(2, model.pid());
        assertEquals(List.of("started loading m", "outgrown holds 400 MB, its limit is 100 MB; it is restarted",
                "outgrown holds 400 MB, its limit is 100 MB, and a fresh process needs that much; from now on its limit is 664 MB"), events);
        held = 665 * MB;
        window(model);
        assertEquals(3, model.pid(), "one that grows is still caught");
    }

    @Test
    void withoutAWindowNothingIsLookedAt() {
        LoadedModel model = load(100 * MB);
        model.checkMemory();
        window(model);
        model.checkMemory();

        assertEquals(2, model.pid());
        assertEquals(2, events.size());
    }

    @Test
    void withoutALimitOrAnybodyWhoCanTellNothingHappens() {
        LoadedModel unlimited = load(null);
        window(unlimited);
        held = null;
        LoadedModel blind = load(1L);
        window(blind);

        assertEquals(2, processes);
    }

    @Test
    void aNewLimitCountsFromTheNextWindowAndTheSameOneStaysRaised() {
        LoadedModel model = load(null);
        window(model);
        model.limit(100 * MB);
        window(model);
        window(model);
        model.limit(100 * MB);
        window(model);

        assertEquals(2, model.pid());
        model.limit(200 * MB);
        window(model);
        assertEquals(3, model.pid());
    }
}
