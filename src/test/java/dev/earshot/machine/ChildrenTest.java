package dev.earshot.machine;

import dev.earshot.FolderEvents;
import dev.earshot.TestProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Real processes, parents and children. */
class ChildrenTest {

    /** A parent: starts a child that never notices its end, and waits for the end of its input. */
    public static final class Parent {

        public static void main(String[] args) throws IOException {
            try (Children children = new Children(Path.of(args[0]))) {
                Process child = children.start(sleeper());
                System.out.println(child.pid());
                System.in.read();
                System.out.println(Children.endOrphans(Path.of(args[0])));
                child.destroyForcibly();
            }
        }
    }

    @TempDir
    Path data;

    private static ProcessBuilder sleeper() {
        return new ProcessBuilder("/bin/sh", "-c", "exec sleep 600");
    }

    private Process parent() throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Parent.class.getName(), data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("tmp"))) {
            return files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Path folder() throws IOException {
        try (Stream<Path> folders = Files.list(data.resolve("tmp"))) {
            return folders.findFirst().orElseThrow();
        }
    }

    @Test
    void whatAKilledParentLeftIsEnded() throws Exception {
        Process parent = parent();
        TestProcess child = new TestProcess(Long.parseLong(parent.inputReader().readLine()));
        child.freeze();
        assertEquals(0, Children.endOrphans(data), "its parent lives");
        assertTrue(child.alive());

        parent.destroyForcibly().waitFor();
        assertTrue(child.alive());

        assertEquals(1, Children.endOrphans(data));
        child.awaitEnd();
        assertEquals(List.of(), left());
    }

    /** The parent was killed between the start of its child and the record of it. */
    @Test
    void whatIsNotRecordedYetIsKnownByItsEnvironment() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/environ")));
        Process parent = parent();
        TestProcess child = new TestProcess(Long.parseLong(parent.inputReader().readLine()));
        parent.destroyForcibly().waitFor();
        Files.delete(folder().resolve(Long.toString(child.pid())));

        assertEquals(1, Children.endOrphans(data));
        child.awaitEnd();
        assertEquals(List.of(), left());
    }

    @Test
    void nobodyEndsHisOwn() throws Exception {
        Process parent = parent();
        TestProcess child = new TestProcess(Long.parseLong(parent.inputReader().readLine()));
        parent.getOutputStream().close();

        assertEquals("0", parent.inputReader().readLine());
        assertEquals(0, parent.waitFor());
        child.awaitEnd();
        assertEquals(List.of(), left());
    }

    /** Numbers are given again. */
    @Test
    void aProcessThatOnlyHasTheNumberIsLeftAlone() throws Exception {
        Process other = sleeper().start();
        try {
            Path folder = Files.createDirectories(data.resolve("tmp/children-1"));
            Files.writeString(folder.resolve("lock"), "");
            Files.writeString(folder.resolve(Long.toString(other.pid())), "another start");
            Files.writeString(folder.resolve("999999999"), "none");

            assertEquals(0, Children.endOrphans(data));

            assertTrue(other.isAlive());
            assertEquals(List.of(), left());
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void oneThatHasEndedIsForgotten() throws Exception {
        try (Children children = new Children(data)) {
            Process child = children.start(sleeper());
            assertEquals(List.of(Long.toString(child.pid()), "lock"), left());

            child.destroyForcibly();
            child.onExit().join();

            Path folder = folder();
            FolderEvents.await(folder, () -> Files.notExists(folder.resolve(Long.toString(child.pid()))));
            assertEquals(List.of("lock"), left());
        }
        assertEquals(List.of(), left());
    }
}
