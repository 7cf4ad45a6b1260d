package dev.earshot.engine;

import dev.earshot.bus.Fault;
import dev.earshot.engine.process.ProcessEngine;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.machine.Children;
import dev.earshot.speech.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A process that dies while it looks for words costs the words, and not the text. */
class LostWordsTest {

    private final List<String> events = new ArrayList<>();
    private boolean diesAnyway;

    /** Dies of every window with words. */
    private final class Engine extends StandInEngine {

        @Override
        public Recognition recognise(WindowRequest window, Consumer<Segment> progress) throws EngineLost {
            if (window.words() || diesAnyway) {
                throw new EngineLost("The engine process ended by signal 6 (SIGABRT).");
            }
            return new Recognition(List.of(new Segment(0, 1, " one")), "en");
        }
    }

    private LoadedModel load() {
        return LoadedModel.load("m", Path.of("m.bin"), file -> new Engine(), new LoadedEngines(), new MemoryLimit(null, pid -> null),
                (event, pid, reason) -> events.add(event + " " + reason));
    }

    @Test
    void theTextIsThereAndTheLogSaysWhatIsMissing() {
        Recognition heard = load().recognise(TestSamples.window(TestSamples.silence(1)).withWords(List.of()), new Cancellation(), null);

        assertEquals(" one", heard.segments().get(0).text());
        assertNull(heard.segments().get(0).words());
        assertTrue(events.stream().anyMatch(event -> event.startsWith("CRASHED") && event.endsWith("done again without the times of its words.")),
                events.toString());
    }

    @Test
    void oneThatDiesWithoutThemTooIsGivenUp() {
        diesAnyway = true;
        LoadedModel model = load();
        assertEquals(Fault.Code.ENGINE_CRASHED, assertThrows(Fault.class,
                () -> model.recognise(TestSamples.window(TestSamples.silence(1)).withWords(List.of()), new Cancellation(), null)).code());
        assertEquals(1, events.stream().filter(event -> event.contains("without the times")).count(), events.toString());
    }

    /**
     * whisper.cpp asserts within its alignment that what it has written lies in what it has encoded; positions for less than the sound, which the service
     * never asks for, have it write more.
     */
    @Test
    void aRealProcessThatAbortsInTheAlignmentCostsWordsAndNotText(@TempDir Path data) {
        List<SpeechEngine> started = new ArrayList<>();
        LoadedModel.Starter starter = file -> {
            started.add(ProcessEngine.start(file, data, Duration.ofMinutes(1), new Children(data)));
            return started.get(started.size() - 1);
        };
        try (LoadedModel model = LoadedModel.load("m", TestSamples.MODEL, starter, new LoadedEngines(), new MemoryLimit(null, pid -> null),
                (event, pid, reason) -> events.add(event + " " + reason))) {
            WindowRequest whole = TestSamples.window(TestSamples.pcm("digits"));
            WindowRequest cut = whole.withAudioContext(100);
            Recognition plain = model.recognise(cut, new Cancellation(), null);
            assertEquals(1, started.size(), events.toString());

            Recognition heard = model.recognise(cut.withWords(List.of()), new Cancellation(), null);

            assertEquals(plain, heard);
            assertTrue(heard.segments().stream().allMatch(segment -> segment.words() == null), heard.toString());
            assertTrue(events.stream().anyMatch(event -> event.contains("SIGABRT") && event.contains("n_frames <= n_audio_ctx * 2")
                    && event.endsWith("done again without the times of its words.")), events.toString());
            assertEquals(2, started.size());
            Recognition next = model.recognise(whole.withWords(List.of()), new Cancellation(), null);
            assertEquals(TestSamples.words("digits"), TestSamples.text(next));
            assertTrue(next.segments().stream().allMatch(segment -> segment.words() != null), "the next window has words again");
        }
    }
}
