package dev.earshot.engine.process;

import dev.earshot.bus.Fault;
import dev.earshot.engine.registry.EngineRegistry;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowRequest;

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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The process that holds a model and nothing else: {@code EngineHost MODEL-FILE FOLDER-OF-NATIVES}. Windows come in on stdin, answers go out on
 * stdout, the native library's lines on stderr. It ends when its stdin does, also in the middle of a window, so that it never
 * outlives the service, however that dies.
 */
public final class EngineHost {

    private EngineHost() {
    }

    @SuppressWarnings("try") // the lock is held, not used
    public static void main(String[] args) throws InterruptedException, IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err)));
        BlockingQueue<WindowRequest> windows = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> readTo(windows), "engine-reader");
        reader.setDaemon(true);
        reader.start();
        try (FileLock inUse = new EngineScratch(Path.of(System.getProperty("java.io.tmpdir"))).occupy();
             SpeechEngine engine = load(Path.of(args[0]), Path.of(args[1]))) {
            EngineProtocol.writeReady(out, engine.capabilities(), engine.info());
            while (true) {
                answer(engine, windows.take(), out);
            }
        } catch (Fault fault) {
            EngineProtocol.writeFailure(out, fault);
        }
    }

    private static SpeechEngine load(Path model, Path natives) {
        return EngineRegistry.of(model).load(model, natives, null);
    }

    private static void answer(SpeechEngine engine, WindowRequest window, DataOutputStream out) throws IOException {
        Recognition recognition;
        try {
            recognition = engine.recognise(window);
        } catch (Fault fault) {
            EngineProtocol.writeFailure(out, fault);
            return;
        } catch (EngineLost lost) {
            throw new IOException(lost.getMessage());
        }
        EngineProtocol.writeRecognition(out, recognition);
    }

    private static void readTo(BlockingQueue<WindowRequest> windows) {
        try (DataInputStream in = new DataInputStream(System.in)) {
            while (true) {
                windows.add(EngineProtocol.readWindow(in));
            }
        } catch (EOFException e) {
            Runtime.getRuntime().halt(0);
        } catch (IOException | RuntimeException e) {
            System.err.println("engine: " + e);
            Runtime.getRuntime().halt(1);
        }
    }
}
