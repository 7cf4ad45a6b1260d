package dev.earshot.engine.process;

import dev.earshot.bus.FailureReason;
import dev.earshot.bus.Fault;
import dev.earshot.engine.registry.EngineRegistry;
import dev.earshot.engine.spi.Capabilities;
import dev.earshot.engine.spi.EngineInfo;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.machine.Children;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** A model in a child process: a crash costs a window, an abort is a kill, and closing gives every byte back. */
public final class ProcessEngine implements SpeechEngine {

    private static final int LAST_WORDS = 8;

    private final EngineScratch scratch;
    private final Process process;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Thread listener;
    private final Deque<String> lastWords = new ArrayDeque<>();
    private EngineProtocol.Ready ready;

    private ProcessEngine(EngineScratch scratch, Process process) {
        this.scratch = scratch;
        this.process = process;
        this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        this.listener = new Thread(this::listen, "earshot-engine-log");
        listener.setDaemon(true);
    }

    /**
     * Starts a process and waits until its model is loaded, which may take minutes.
     *
     * @param data  the data directory, for scratch and the native libraries
     * @param limit how long loading may take; a process that is not ready by then is ended
     * @param children told of the process
     * @throws EngineLost where the process ended before it was ready
     * @throws Fault      what the process answered instead
     */
    public static ProcessEngine start(Path model, Path data, Duration limit, Children children) throws EngineLost {
        Path natives = EngineRegistry.of(model).install(data);
        EngineScratch scratch = EngineScratch.create(data);
        ProcessEngine engine;
        try {
            engine = new ProcessEngine(scratch, EngineLauncher.start(model, natives, scratch.folder()));
        } catch (IOException e) {
            scratch.delete();
            // A system that has no process to spare may have one a moment later.
            throw new EngineLost("The engine process cannot be started: " + FailureReason.of(e));
        }
        children.add(engine.process);
        engine.listener.start();
        engine.process.onExit().thenRun(scratch::delete);
        try (Deadline deadline = Deadline.in(limit, engine::abort)) {
            engine.awaitReady(deadline, model, limit);
        }
        return engine;
    }

    private void awaitReady(Deadline deadline, Path model, Duration limit) throws EngineLost {
        try {
            ready = EngineProtocol.readReady(in);
        } catch (EngineFrame.OtherVersion e) {
            close();
            throw new Fault(Fault.Code.ENGINE_UNAVAILABLE, "The engine cannot be used: " + e.getMessage());
        } catch (IOException e) {
            EngineLost lost = lost();
            if (deadline.passed()) {
                throw new Fault(Fault.Code.ENGINE_UNAVAILABLE, "The model file " + model.getFileName() + " took longer than " + limit.toSeconds()
                        + " s to load, and loading was ended. Is its disk well?");
            }
            throw lost;
        } catch (Fault fault) {
            close();
            throw fault;
        }
    }

    @Override
    public Recognition recognise(WindowRequest window) throws EngineLost {
        try {
            EngineProtocol.writeWindow(out, window);
            return EngineProtocol.readRecognition(in);
        } catch (IOException e) {
            throw lost();
        }
    }

    @Override
    public Capabilities capabilities() {
        return ready.capabilities();
    }

    @Override
    public EngineInfo info() {
        return ready.info();
    }

    /** Through the handle: {@link Process#destroyForcibly} would close the pipes under the thread that reads from them. */
    @Override
    public void abort() {
        process.toHandle().destroyForcibly();
    }

    @Override
    public boolean alive() {
        return process.isAlive();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        scratch.delete();
    }

    /** What is known of an end that nobody wished: exit code or signal, and what was said last. */
    private EngineLost lost() {
        process.destroyForcibly();
        int code = process.onExit().join().exitValue();
        try {
            listener.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String how = code > 128 ? "ended by signal " + (code - 128) + " (" + signal(code - 128) + ")" : "ended with exit code " + code;
        synchronized (lastWords) {
            return new EngineLost("The engine process " + how
                    + (lastWords.isEmpty() ? "" : "; its last words: " + String.join(" | ", lastWords)));
        }
    }

    private static String signal(int number) {
        return switch (number) {
            case 4 -> "SIGILL";
            case 6 -> "SIGABRT";
            case 7 -> "SIGBUS";
            case 8 -> "SIGFPE";
            case 9 -> "SIGKILL";
            case 11 -> "SIGSEGV";
            case 15 -> "SIGTERM";
            default -> "unknown";
        };
    }

    private void listen() {
        try (BufferedReader err = new BufferedReader(process.errorReader(StandardCharsets.UTF_8))) {
            for (String line; (line = err.readLine()) != null; ) {
                synchronized (lastWords) {
                    lastWords.add(line);
                    if (lastWords.size() > LAST_WORDS) {
                        lastWords.remove();
                    }
                }
            }
        } catch (IOException e) {
            // The pipe went with the process.
        }
    }
}
