package dev.earshot.boot;

import dev.earshot.config.Config;
import dev.earshot.config.LayeredConfig;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.SubmitTranscription;
import dev.earshot.whole.ServiceFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a service does with a data directory that it finds, and with one that it cannot use. */
class ServiceStartTest {

    private static Path file(Path path, String content) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        return path;
    }

    private static void old(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    }

    @Test
    void whatIsThereAlreadyIsItsOwnersAloneToo(@TempDir Path folder) throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        file(data.resolve("settings.json"), "{}");
        file(data.resolve("last-session.json"), "{}");
        file(data.resolve("jobs.db"), "");
        file(data.resolve("jobs.db.damaged-1"), "what somebody said");
        file(data.resolve("uploads/somebody"), "what somebody said");
        file(data.resolve("models/ggml-own.bin"), "");
        Path elsewhere = file(folder.resolve("shared.bin"), "");
        Files.createSymbolicLink(data.resolve("models/ggml-shared.bin"), elsewhere);
        try (Stream<Path> paths = Files.walk(data)) {
            for (Path path : paths.filter(Files::isDirectory).toList()) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        try (Service service = ServiceFixture.serve(data)) {
            Path audio = file(folder.resolve("a.wav"), "no audio");
            Job job = Service.await(service.bus().request(JobMessages.SUBMIT,
                    new SubmitTranscription(audio.toString(), null, false, null, "micro.en", null, false, null, null, null)));
            assertEquals(0, job.created().getNano() % 1_000_000, "times have one form, before a restart and after");
            try (Stream<Path> paths = Files.walk(data)) {
                // Below native and tmp are programs, and what comes and goes.
                for (Path path : paths.filter(path -> !Files.isSymbolicLink(path) && !path.getParent().startsWith(data.resolve("native"))
                        && !path.getParent().startsWith(data.resolve("tmp"))).toList()) {
                    assertEquals(Files.isDirectory(path) ? "rwx------" : "rw-------",
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(path)), path.toString());
                }
            }
            assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(elsewhere)), "what a link leads to is somebody else's");
        }
    }

    @Test
    void whereALinkToTheDataDirectoryLeadsEverythingIsItsOwnersAloneToo(@TempDir Path folder) throws IOException {
        Path settings = file(folder.resolve("disk/data/settings.json"), "{}");
        Path left = file(settings.resolveSibling(".speed.json.0123abcd.part"), "x");
        old(left);
        new Housekeeping(Files.createSymbolicLink(folder.resolve("data"), settings.getParent()), Instant.now()).run();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(settings)));
        assertFalse(Files.exists(left));
    }

    @Test
    void leftoversOfKillsAreSweptAndWhatOthersAreWritingIsNot(@TempDir Path data) throws IOException {
        file(data.resolve("tmp/sqlite-3.54.1.0-x-libsqlitejdbc.so"), "x");
        file(data.resolve("tmp/sqlite-3.54.1.0-x-libsqlitejdbc.so.lck"), "");
        Path engine = file(data.resolve("tmp/engine-1/lib.so"), "x").getParent();
        old(engine);
        List<Path> left = List.of(data.resolve("models/..verified.json.0123abcd.part"), data.resolve("models/.ggml-micro.en.bin.0123abcd.part"),
                data.resolve("native/sqlite-3.54.1.0/.libsqlitejdbc.so.0123abcd.part"), data.resolve(".last-session.json.0123abcd.part"));
        for (Path each : left) {
            old(file(each, "x"));
        }
        Path download = file(data.resolve("models/ggml-base.bin.part"), "x");
        old(download);
        Path fresh = file(data.resolve(".settings.json.0123abcd.part"), "x");
        Path starting = Files.createDirectories(data.resolve("tmp/engine-2"));
        try (Service service = ServiceFixture.serve(data)) {
            try (Stream<Path> files = Files.list(data.resolve("tmp"))) {
                assertEquals(List.of(starting), files.toList());
            }
            assertEquals(List.of(), left.stream().filter(Files::exists).toList());
            assertTrue(Files.exists(download));
            assertTrue(Files.exists(fresh));
            try (Stream<Path> files = Files.walk(data.resolve("native"))) {
                assertEquals(1, files.filter(Files::isRegularFile).filter(file -> file.getParent().getFileName().toString().startsWith("sqlite-")).count());
            }
        }
    }

    @Test
    void aStartThatFailsHoldsNeitherTheDataDirectoryNorThreads(@TempDir Path data) throws InterruptedException {
        Config config = ServiceFixture.config(data);
        LayeredConfig wrong = LayeredConfig.of(config.with(Map.of("jobs.roots", "no\0path")));
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());

        assertThrows(RuntimeException.class, () -> Service.serve(wrong));

        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && thread.getName().matches("(vert.x|vertx|earshot).*")) {
                thread.join(20_000);
                assertFalse(thread.isAlive(), thread.getName());
            }
        }
        DataFolder.lock(data).close();
    }
}
