package dev.earshot.engine.process;

import dev.earshot.bus.FailureReason;
import dev.earshot.bus.Fault;
import dev.earshot.engine.registry.EngineRegistry;
import dev.earshot.engine.spi.Capabilities;
import dev.earshot.engine.spi.EngineInfo;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.LibraryChoice;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowAborted;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.machine.Children;
import dev.earshot.speech.Segment;

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
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A model in a child process: a crash costs a window, an abort is at worst a kill, and closing gives every byte back. */
public final class ProcessEngine implements SpeechEngine {

    private static final int LAST_WORDS = 8;
    /** An engine is asked between two steps of its decoder, and not within an encoding, which can take seconds. */
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private final EngineScratch scratch;
    private final LibraryChoice choice;
    private final Process process;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Thread listener;
    private final Deque<String> lastWords = new ArrayDeque<>();
    private final Duration patience;
    private EngineProtocol.Ready ready;
    /** Windows so far; the last of them may be running, and may have been aborted, or else the next one was. */
    private long windows;
    private boolean running;
    private boolean aborted;
    private Deadline grace;

    private ProcessEngine(EngineScratch scratch, Process process, LibraryChoice choice, Duration patience) {
        this.choice = choice;
        this.patience = patience;
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
     * @param choice of the library
     * @param limit how long loading may take; a process that is not ready by then is ended
     * @param children starts the process
     * @throws EngineLost where the process ended before it was ready
     * @throws Fault      what the process answered instead
     */
    public static ProcessEngine start(Path model, Path data, LibraryChoice choice, Duration limit, Children children) throws EngineLost {
        return start(model, data, choice, limit, children, PATIENCE);
    }

    /** The same with the packaged library. */
    public static ProcessEngine start(Path model, Path data, Duration limit, Children children) throws EngineLost {
        return start(model, data, LibraryChoice.PACKAGED, limit, children, PATIENCE);
    }

    /** @param patience how long an abort waits for the engine before it ends the process */
    static ProcessEngine start(Path model, Path data, LibraryChoice choice, Duration limit, Children children, Duration patience) throws EngineLost {
        Path natives = EngineRegistry.of(model).install(data);
        EngineScratch scratch = EngineScratch.create(data);
        ProcessEngine engine;
        try {
            engine = new ProcessEngine(scratch, EngineLauncher.start(model, natives, choice, scratch.folder(), children), choice, patience);
        } catch (IOException e) {
            scratch.delete();
            // A system that has no process to spare may have one a moment later.
            throw new EngineLost("The engine process cannot be started: " + FailureReason.of(e));
        }
        engine.listener.start();
        engine.process.onExit().thenRun(scratch::delete);
        try (Deadline deadline = Deadline.in(limit, engine::kill)) {
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
    public Recognition recognise(WindowRequest window, Consumer<Segment> progress) throws EngineLost, WindowAborted {
        begin();
        try {
            synchronized (out) {
                EngineProtocol.writeWindow(out, windows, window, progress != null);
            }
            return EngineProtocol.readRecognition(in, progress);
        } catch (IOException e) {
            throw lost();
        } finally {
            end();
        }
    }

    private synchronized void begin() throws WindowAborted {
        if (aborted) {
            aborted = false;
            throw new WindowAborted();
        }
        windows++;
        running = true;
    }

    private synchronized void end() {
        running = false;
        aborted = false;
        if (grace != null) {
            grace.close();
            grace = null;
        }
    }

    @Override
    public Capabilities capabilities() {
        return ready.capabilities();
    }

    @Override
    public EngineInfo info() {
        return ready.info().insteadOf(choice);
    }

    /** The engine in the process gets a moment to end the window by itself, which keeps the model; else the process is ended. */
    @Override
    public synchronized void abort() {
        if (!ready.capabilities().abort()) {
            kill();
        } else if (!aborted) {
            aborted = true;
            if (running) {
                long window = windows;
                grace = Deadline.in(patience, this::kill);
                // The pipe may be full, of a process that has stopped reading.
                CompletableFuture.runAsync(() -> cancel(window));
            }
        }
    }

    private void cancel(long window) {
        try {
            synchronized (out) {
                EngineProtocol.writeCancel(out, window);
            }
        } catch (IOException e) {
            // The process is gone; who waits for its answer notices it, too.
        }
    }

    /** Through the handle: {@link Process#destroyForcibly} would close the pipes under the thread that reads from them. */
    private void kill() {
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
