package dev.earshot.audio;

import dev.earshot.FolderEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Unpacking ffmpeg: by many at once, and after a kill. */
class FfmpegBinaryTest {

    /** What a child process of the tests does. */
    public static final class Unpack {

        public static void main(String[] args) {
            System.out.println("ready");
            // All wait until the test closes their input: then they unpack at once.
            try {
                System.in.transferTo(System.out);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            System.out.println(FfmpegBinary.find("", Path.of(args[0])).executable());
        }
    }

    @TempDir
    Path data;

    private void assertUnpackedOnce() throws IOException {
        assertWorks();
        try (Stream<Path> left = Files.list(data.resolve("native"))) {
            assertEquals(2, left.count(), "one folder, and the lock");
        }
    }

    private void assertWorks() throws IOException {
        FfmpegBinary ffmpeg = FfmpegBinary.find("", data);
        ProcessBuilder builder = new ProcessBuilder(ffmpeg.executable().toString(), "-version").redirectErrorStream(true);
        builder.environment().put("LD_LIBRARY_PATH", ffmpeg.libraries().toString());
        Process version = builder.start();
        String words = new String(version.getInputStream().readAllBytes());
        assertEquals(0, version.onExit().join().exitValue(), words);
    }

    @Test
    void tenThreadsAtOnceAllGetIt() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<FfmpegBinary>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.add(threads.submit(() -> {
                    start.await();
                    return FfmpegBinary.find("", data);
                }));
            }
            start.countDown();
            for (Future<FfmpegBinary> one : all) {
                assertTrue(Files.isExecutable(one.get().executable()));
            }
        } finally {
            threads.shutdownNow();
        }
        assertUnpackedOnce();
    }

    @Test
    void processesAtOnceAllGetIt() throws Exception {
        List<Process> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(child());
        }
        for (Process one : all) {
            assertEquals("ready", one.inputReader().readLine());
        }
        for (Process one : all) {
            one.getOutputStream().close();
        }
        for (Process one : all) {
            assertTrue(Files.isExecutable(Path.of(one.inputReader().readLine())));
            assertEquals(0, one.waitFor());
        }
        assertUnpackedOnce();
    }

    @Test
    void oneThatIsKilledMeanwhileLeavesNothing() throws Exception {
        Path folder = Files.createDirectories(data.resolve("native"));
        Process first = child();
        first.getOutputStream().close();
        // Its lock is made before it unpacks; whether the kill comes before, meanwhile or after is all the same.
        FolderEvents.await(folder, () -> Files.exists(folder.resolve("lock")));
        first.destroyForcibly().waitFor();

        assertUnpackedOnce();
    }

    private Process child() throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Unpack.class.getName(), data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    @Test
    void whatAKillLeftIsSweptUnlessSomebodyUnpacks() throws Exception {
        FfmpegBinary.find("", data);
        Path left = Files.createDirectories(data.resolve("native/ffmpeg-1.part-123/deep"));
        Files.writeString(left.resolve("half"), "x");
        // Locks are of processes: only another one keeps the sweep away.
        Process other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Hold.class.getName(), data.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        assertEquals("held", other.inputReader().readLine());
        FfmpegBinary.sweep(data);
        assertTrue(Files.exists(left));
        other.getOutputStream().close();
        assertEquals(0, other.waitFor());

        FfmpegBinary.sweep(data);

        assertFalse(Files.exists(left.getParent()));
        assertUnpackedOnce();
    }

    /** Holds the lock until its input ends. */
    public static final class Hold {

        public static void main(String[] args) throws IOException {
            try (FileChannel lock = FileChannel.open(Path.of(args[0], "native", "lock"), StandardOpenOption.WRITE); var held = lock.lock()) {
                System.out.println(held.isValid() ? "held" : "not held");
                System.in.read();
            }
        }
    }

    @Test
    void oneThatLostBytesIsUnpackedAnew() throws IOException {
        FfmpegBinary ffmpeg = FfmpegBinary.find("", data);
        Files.write(ffmpeg.executable(), new byte[0]);

        assertUnpackedOnce();
    }
}
