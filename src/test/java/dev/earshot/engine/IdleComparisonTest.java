package dev.earshot.engine;

import dev.earshot.TestProcess;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.engine.EngineMessages.ShortSpeechMode;
import dev.earshot.engine.EngineMessages.UseShortSpeech;
import dev.earshot.engine.WindowAttempts.Outcome;
import dev.earshot.engine.process.ProcessEngine;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.machine.Children;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** A request that comes while short windows are compared does not wait for that, however long it would take: with real processes of the engine. */
class IdleComparisonTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path data;

    private final ExecutorService engineThread = Executors.newSingleThreadExecutor();
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Boolean> compared = new CompletableFuture<>();
    private final List<SpeechEngine> started = new ArrayList<>();
    private final ShortSpeech shortSpeech = new ShortSpeech(Config.defaults().engine());

    /** The process is halted in its first window, which so never ends by itself. */
    private SpeechEngine start(Path file) throws EngineLost {
        SpeechEngine real = ProcessEngine.start(file, data, Duration.ofMinutes(1), new Children(data));
        started.add(real);
        return started.size() > 1 ? real : (SpeechEngine) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {SpeechEngine.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("recognise") && !begun.isDone()) {
                        new TestProcess(real.pid()).freeze();
                        begun.complete(null);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Future<Boolean> compareNext(LoadedModel model, Cancellation cancellation) {
        engineThread.execute(() -> {
            try {
                compared.complete(shortSpeech.compare(shortSpeech.next(), model, LIMIT, cancellation));
            } catch (Fault fault) {
                compared.completeExceptionally(fault);
            } finally {
                // Where the request came just before the window had reached the process, that is still there.
                new TestProcess(started.get(0).pid()).thaw();
            }
        });
        return Future.fromCompletionStage(compared);
    }

    @Test
    void aRequestEndsItAndItIsDoneAnotherTime() throws ExecutionException, InterruptedException {
        try (LoadedModel model = LoadedModel.load("m", TestSamples.MODEL, this::start, new LoadedEngines(), new MemoryLimit(null, pid -> null),
                (event, pid, reason) -> { })) {
            WindowRequest window = TestSamples.window(TestSamples.pcm("digits"));
            shortSpeech.use(new UseShortSpeech("m", ShortSpeechMode.CHECKED, 1));
            shortSpeech.recognised("m", window, new Outcome(new Recognition(List.of(), "en"), 512, 0));
            List<Runnable> due = new ArrayList<>();
            IdleWork idle = new IdleWork(cancellation -> compareNext(model, cancellation), work -> {
                due.add(work);
                return () -> due.remove(work);
            }, Runnable::run);
            idle.onIdle();
            due.remove(0).run();
            begun.join();

            idle.onBusy();
            String heard = TestSamples.text(engineThread.submit(() -> model.recognise(window, new Cancellation(), null)).get());

            assertEquals(TestSamples.words("digits"), heard);
            Fault ended = assertInstanceOf(Fault.class, assertThrows(ExecutionException.class, compared::get).getCause());
            assertEquals(Fault.Code.CANCELLED, ended.code());
            assertSame(window, shortSpeech.next().window());
        } finally {
            engineThread.shutdownNow();
        }
    }
}
