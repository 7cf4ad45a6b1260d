package dev.earshot.engine.process;

import dev.earshot.bus.Fault;
import dev.earshot.engine.registry.EngineRegistry;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.LibraryChoice;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowAborted;
import dev.earshot.speech.Segment;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The process that holds a model and nothing else: {@code EngineHost MODEL-FILE FOLDER-OF-NATIVES [LIBRARY GPU DEVICE]}. Windows come
 * in on stdin, answers go out on stdout, the native library's lines on stderr. It ends when its stdin does, also in the middle of a window, so that it never
 * outlives the service, however that dies.
 */
public final class EngineHost {

    /** Longer than the pauses of one who dictates, and than the wait for the comparison of short windows. */
    private static final Duration IDLE_TIME = Duration.ofSeconds(5);

    private EngineHost() {
    }

    @SuppressWarnings("try") // the lock is held, not used
    public static void main(String[] args) throws InterruptedException, IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err)));
        BlockingQueue<EngineProtocol.Window> windows = new LinkedBlockingQueue<>();
        WindowCancels cancels = new WindowCancels();
        Thread reader = new Thread(() -> readTo(windows, cancels), "engine-reader");
        reader.setDaemon(true);
        reader.start();
        try (FileLock inUse = new EngineScratch(Path.of(System.getProperty("java.io.tmpdir"))).occupy();
             SpeechEngine engine = load(Path.of(args[0]), Path.of(args[1]), choice(args))) {
            EngineProtocol.writeReady(out, engine.capabilities(), engine.info());
            serve(engine, windows, cancels, out, IDLE_TIME);
        } catch (Fault fault) {
            EngineProtocol.writeFailure(out, fault);
        }
    }

    /**
     * Answers windows for ever.
     *
     * @param idleTime how long no window may have come before the memory of the last one is given back
     */
    static void serve(SpeechEngine engine, BlockingQueue<EngineProtocol.Window> windows, WindowCancels cancels, DataOutputStream out, Duration idleTime)
            throws InterruptedException, IOException {
        while (true) {
            answer(engine, windows.take(), cancels, out);
            EngineProtocol.Window next;
            while ((next = windows.poll(idleTime.toMillis(), TimeUnit.MILLISECONDS)) != null) {
                answer(engine, next, cancels, out);
            }
            engine.trimMemory();
        }
    }

    private static LibraryChoice choice(String[] args) {
        return args.length == 2 ? LibraryChoice.PACKAGED : new LibraryChoice(Path.of(args[2]), Boolean.parseBoolean(args[3]), Integer.parseInt(args[4]), null);
    }

    private static SpeechEngine load(Path model, Path natives, LibraryChoice choice) {
        return EngineRegistry.of(model).load(model, natives, choice, null);
    }

    private static void answer(SpeechEngine engine, EngineProtocol.Window window, WindowCancels cancels, DataOutputStream out) throws IOException {
        Recognition recognition = null;
        while (recognition == null) {
            if (!cancels.begin(window.id(), engine)) {
                EngineProtocol.writeAborted(out);
                return;
            }
            try {
                recognition = engine.recognise(window.request(), window.progress() ? segment -> tell(segment, out) : null);
            } catch (WindowAborted aborted) {
                // Where it was the window before that was meant, which had just ended, this one is done again.
            } catch (Fault fault) {
                EngineProtocol.writeFailure(out, fault);
                return;
            } catch (EngineLost lost) {
                throw new IOException(lost.getMessage());
            } finally {
                cancels.end();
            }
        }
        EngineProtocol.writeRecognition(out, recognition);
    }

    private static void tell(Segment segment, DataOutputStream out) {
        try {
            EngineProtocol.writeProgress(out, segment);
        } catch (IOException e) {
            // The service is gone, and so will this process be.
            System.err.println("engine: " + e);
        }
    }

    private static void readTo(BlockingQueue<EngineProtocol.Window> windows, WindowCancels cancels) {
        try (DataInputStream in = new DataInputStream(System.in)) {
            while (true) {
                EngineProtocol.HostRequest request = EngineProtocol.readRequest(in);
                if (request instanceof EngineProtocol.Window window) {
                    windows.add(window);
                } else if (request instanceof EngineProtocol.Cancel cancel) {
                    cancels.cancel(cancel.id());
                }
            }
        } catch (EOFException e) {
            Runtime.getRuntime().halt(0);
        } catch (IOException | RuntimeException e) {
            System.err.println("engine: " + e);
            Runtime.getRuntime().halt(1);
        }
    }
}
