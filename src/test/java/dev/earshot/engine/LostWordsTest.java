package dev.earshot.engine;

import dev.earshot.TestProcess;
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

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    /** The first process is halted before its window is handed over, so that no answer of it can be faster than the signal that ends it. */
    private SpeechEngine killedInItsFirstWindow(SpeechEngine real) {
        return (SpeechEngine) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {SpeechEngine.class}, (proxy, method, arguments) -> {
            CompletableFuture<Boolean> killed = CompletableFuture.completedFuture(true);
            if (method.getName().equals("recognise")) {
                TestProcess process = new TestProcess(real.pid());
                process.freeze();
                killed = CompletableFuture.supplyAsync(process::kill);
            }
            try {
                return method.invoke(real, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            } finally {
                assertTrue(killed.join());
            }
        });
    }

    @Test
    void aRealProcessThatIsKilledWithAWindowCostsWordsAndNotText(@TempDir Path data) {
        List<SpeechEngine> started = new ArrayList<>();
        LoadedModel.Starter starter = file -> {
            SpeechEngine real = ProcessEngine.start(file, data, Duration.ofMinutes(1), new Children(data));
            started.add(started.isEmpty() ? killedInItsFirstWindow(real) : real);
            return started.get(started.size() - 1);
        };
        try (LoadedModel model = LoadedModel.load("m", TestSamples.MODEL, starter, new LoadedEngines(), new MemoryLimit(null, pid -> null),
                (event, pid, reason) -> events.add(event + " " + reason))) {
            WindowRequest window = TestSamples.window(TestSamples.pcm("digits")).withWords(List.of());

            Recognition heard = model.recognise(window, new Cancellation(), null);

            assertEquals(TestSamples.words("digits"), TestSamples.text(heard));
            assertTrue(heard.segments().stream().allMatch(segment -> segment.words() == null), heard.toString());
            assertTrue(events.stream().anyMatch(event -> event.contains("SIGKILL") && event.endsWith("done again without the times of its words.")),
                    events.toString());
            assertEquals(2, started.size());
            assertTrue(model.recognise(window, new Cancellation(), null).segments().stream().allMatch(segment -> segment.words() != null),
                    "the next window has words again");
        }
    }
}
