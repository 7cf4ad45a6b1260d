package dev.earshot.engine.process;

import dev.earshot.TestProcess;
import dev.earshot.bus.Fault;
import dev.earshot.engine.SpeechEngineContract;
import dev.earshot.engine.TestSamples;
import dev.earshot.engine.spi.EngineInfo;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.LibraryChoice;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowAborted;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.machine.Children;
import dev.earshot.speech.Segment;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The contract in a child process, and what only a process can do. */
class ProcessEngineTest extends SpeechEngineContract {

    @Override
    protected SpeechEngine start(Path model) throws EngineLost {
        return ProcessEngine.start(model, data, Duration.ofMinutes(1), new Children(data));
    }

    @Test
    void closingEndsTheProcessAndLeavesNothingBehind() throws EngineLost, WindowAborted, IOException {
        SpeechEngine engine = start(TestSamples.MODEL);
        engine.close();

        assertFalse(new TestProcess(engine.pid()).alive());
        assertEquals(1, folders(data).size(), "the contract's own engine is still there");
    }

    private ProcessEngine start(Duration patience) throws EngineLost {
        return ProcessEngine.start(TestSamples.MODEL, data, LibraryChoice.PACKAGED, Duration.ofMinutes(1), new Children(data), patience);
    }

    @Test
    void anAbortThatTheEngineFollowsKeepsTheModel() throws EngineLost, WindowAborted {
        try (SpeechEngine engine = start(Duration.ofMinutes(1))) {
            List<Segment> progress = new ArrayList<>();
            assertThrows(WindowAborted.class, () -> engine.recognise(TestSamples.window(TestSamples.longWindow()), segment -> {
                progress.add(segment);
                engine.abort();
            }));

            assertFalse(progress.isEmpty());
            assertEquals(TestSamples.words("digits"), TestSamples.text(engine.recognise(TestSamples.window(TestSamples.pcm("digits")))));
        }
    }

    @Test
    void anAbortBeforeAWindowEndsThatAndNoOther() throws EngineLost, WindowAborted {
        try (SpeechEngine engine = start(Duration.ofMinutes(1))) {
            WindowRequest window = TestSamples.window(TestSamples.pcm("digits"));
            engine.abort();
            assertThrows(WindowAborted.class, () -> engine.recognise(window));
            assertEquals(TestSamples.words("digits"), TestSamples.text(engine.recognise(window)));
        }
    }

    @Test
    void anAbortThatTheEngineDoesNotFollowEndsTheProcessAndTellsTheSignal() throws EngineLost {
        SpeechEngine engine = start(TestSamples.MODEL);
        assertTrue(engine.alive());
        WindowRequest window = TestSamples.window(TestSamples.longWindow());

        EngineLost lost = assertThrows(EngineLost.class, () -> engine.recognise(window, segment -> {
            new TestProcess(engine.pid()).freeze();
            engine.abort();
        }));

        assertTrue(lost.getMessage().contains("signal 9 (SIGKILL)") && lost.getMessage().contains("last words"), lost.getMessage());
        assertFalse(engine.alive());
        engine.close();
    }

    /** JNI hands over no character beyond U+FFFF. */
    @Test
    void aPathWithAnyCharactersIsReached() throws EngineLost, WindowAborted, IOException {
        Path folder = Files.createDirectories(data.resolve("e\uD83D\uDCA9 \u6A21\u578B"));
        Path model = Files.copy(TestSamples.MODEL, folder.resolve("ggml-\uD83D\uDE00.bin"));

        try (SpeechEngine engine = ProcessEngine.start(model, folder, Duration.ofMinutes(1), new Children(folder))) {
            assertEquals(new EngineInfo("whisper.cpp", "1.7.1", null), engine.info());
            assertEquals(TestSamples.words("digits"), TestSamples.text(engine.recognise(TestSamples.window(TestSamples.pcm("digits")))));
        }
    }

    /** Of another JDK, of another build, or damaged: Java does without it, and says nothing where frames are. */
    @Test
    void anArchiveOfClassesThatDoesNotFitIsNotInTheWay() throws EngineLost, WindowAborted, IOException {
        System.setProperty(EngineLauncher.ARCHIVE, Files.writeString(data.resolve("classes.jsa"), "no archive").toString());
        try (SpeechEngine engine = ProcessEngine.start(TestSamples.MODEL, data, Duration.ofMinutes(1), new Children(data))) {
            assertEquals(TestSamples.words("digits"), TestSamples.text(engine.recognise(TestSamples.window(TestSamples.pcm("digits")))));
        } finally {
            System.clearProperty(EngineLauncher.ARCHIVE);
        }
    }

    /** What the launcher has Java record. */
    @Test
    void theRehearsalDoesWhatAnEngineDoes() throws Exception {
        EngineRehearsal.main(new String[] {data.toString()});

        assertTrue(Files.exists(data.resolve("native")));
    }

    @Test
    void aModelThatTakesTooLongToLoadIsGivenUp() throws IOException {
        Fault fault = assertThrows(Fault.class, () -> ProcessEngine.start(TestSamples.MODEL, data, Duration.ZERO, new Children(data)));

        assertEquals(Fault.Code.ENGINE_UNAVAILABLE, fault.code());
        assertTrue(fault.getMessage().contains("took longer than 0 s"), fault.getMessage());
    }

    @Test
    void aFileThatIsNoModelDoesNotReachThisProcess() throws IOException {
        Path garbage = Files.write(data.resolve("garbage.bin"), new byte[10_000]);

        assertThrows(Exception.class, () -> start(garbage).close());
    }

    @Test
    void theProcessDiesWithAServiceThatIsKilled() throws IOException {
        Path other = data.resolve("other");
        Process service = holder(other).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        assertTrue(new TestProcess(Long.parseLong(service.inputReader().readLine())).alive());

        service.destroyForcibly().onExit().join();

        // The engine holds the lock of its folder for as long as it lives.
        Path lock = new EngineScratch(folders(other).get(0)).lock();
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            channel.lock();
        }
        EngineScratch.sweep(other);
        assertEquals(List.of(), folders(other));
    }

    private static ProcessBuilder holder(Path data) {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Holder.class.getName(), data.toString());
    }

    /** The engine names its garbage collector; with a second one from the environment no JVM starts. */
    @Test
    void optionsForTheServicesJvmDoNotReachTheEngine() throws IOException {
        ProcessBuilder builder = holder(data.resolve("other")).redirectError(ProcessBuilder.Redirect.DISCARD);
        for (String variable : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
            builder.environment().put(variable, "-XX:+UseParallelGC");
        }
        Process service = builder.start();
        try {
            String pid = service.inputReader().readLine();
            assertTrue(pid != null && new TestProcess(Long.parseLong(pid)).alive(), "the engine did not start");
        } finally {
            service.destroyForcibly().onExit().join();
        }
    }

    private static List<Path> folders(Path data) throws IOException {
        try (Stream<Path> folders = Files.list(data.resolve("tmp"))) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith("engine-")).toList();
        }
    }

    /** A service that starts a window and is killed in the middle of it. */
    static final class Holder {
        public static void main(String[] args) throws EngineLost, WindowAborted {
            ProcessEngine engine = ProcessEngine.start(TestSamples.MODEL, Path.of(args[0]), Duration.ofMinutes(1), new Children(Path.of(args[0])));
            new Thread(() -> System.out.println(engine.pid())).start();
            WindowRequest window = TestSamples.window(TestSamples.longWindow());
            while (true) {
                engine.recognise(window);
            }
        }
    }

    @Test
    void foldersOfNobodyAreSweptAndThoseInUseAreNot() throws IOException {
        Path orphan = Files.createDirectories(data.resolve("tmp/engine-1"));
        Files.writeString(orphan.resolve("libggml.so"), "x");
        Files.writeString(new EngineScratch(orphan).lock(), "");
        Path starting = Files.createDirectories(data.resolve("tmp/engine-2"));

        EngineScratch.sweep(data);

        assertFalse(Files.exists(orphan));
        assertTrue(Files.exists(starting));
        assertEquals(2, folders(data).size(), "the contract's own engine is still there");
    }
}
