package dev.earshot.engine.process;

import dev.earshot.engine.StandInEngine;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.speech.Segment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

@Timeout(60)
class EngineHostTest {

    private static final String WINDOW = "window";
    private static final String TRIMMED = "trimmed";

    /** What the engine did, in order. */
    private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
    private final BlockingQueue<EngineProtocol.Window> windows = new LinkedBlockingQueue<>();
    private Thread host;

    @AfterEach
    void stop() throws InterruptedException {
        host.interrupt();
        host.join();
    }

    @Test
    void memoryIsGivenBackOnceAfterTheLastWindow() throws InterruptedException {
        host(Duration.ofMillis(1));
        windows.add(window(1));
        assertEquals(WINDOW, done.take());
        assertEquals(TRIMMED, done.take());

        windows.add(window(2));

        assertEquals(WINDOW, done.take());
        assertEquals(TRIMMED, done.take());
    }

    @Test
    void nothingIsGivenBackBetweenWindows() throws InterruptedException {
        windows.add(window(1));
        windows.add(window(2));
        host(Duration.ofHours(1));
        assertEquals(WINDOW, done.take());
        assertEquals(WINDOW, done.take());

        stop();

        assertNull(done.poll());
    }

    private void host(Duration idleTime) {
        DataOutputStream nowhere = new DataOutputStream(OutputStream.nullOutputStream());
        host = new Thread(() -> {
            try {
                EngineHost.serve(new Engine(), windows, new WindowCancels(), nowhere, idleTime);
            } catch (InterruptedException e) {
                // The end of the test.
            } catch (IOException e) {
                done.add(e.toString());
            }
        });
        host.start();
    }

    private static EngineProtocol.Window window(long id) {
        return new EngineProtocol.Window(id, new WindowRequest(new byte[2], "en", false, "", 0, 384, 1), false);
    }

    private final class Engine extends StandInEngine {

        @Override
        public Recognition recognise(WindowRequest window, Consumer<Segment> progress) {
            done.add(WINDOW);
            return new Recognition(List.of(), "en");
        }

        @Override
        public void trimMemory() {
            done.add(TRIMMED);
        }
    }
}
