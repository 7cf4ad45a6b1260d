package dev.earshot.engine;

import dev.earshot.bus.Fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A temporary folder of one engine process, {@code <data>/tmp/engine-<pid of the service>-...}: whisper-jni unpacks its
 * libraries there at each start and a killed process leaves them behind.
 */
record EngineScratch(Path folder) {

    private static final Pattern NAME = Pattern.compile("engine-(\\d+)-.*");

    static EngineScratch create(Path data) {
        try {
            Path tmp = Files.createDirectories(data.resolve("tmp"));
            return new EngineScratch(Files.createTempDirectory(tmp, "engine-" + ProcessHandle.current().pid() + "-"));
        } catch (IOException e) {
            throw new Fault(Fault.Code.ENGINE_UNAVAILABLE, "No temporary folder can be made in " + data + " (" + e.getMessage() + ").");
        }
    }

    /** Removes the folders of services that are no more. */
    static void sweep(Path data) {
        Path tmp = data.resolve("tmp");
        if (!Files.isDirectory(tmp)) {
            return;
        }
        try (Stream<Path> folders = Files.list(tmp)) {
            folders.filter(EngineScratch::orphaned).forEach(folder -> new EngineScratch(folder).delete());
        } catch (IOException e) {
            // They take room and do no harm; the next start tries again.
        }
    }

    private static boolean orphaned(Path folder) {
        Matcher name = NAME.matcher(folder.getFileName().toString());
        return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).filter(ProcessHandle::isAlive).isEmpty();
    }

    void delete() {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException | java.io.UncheckedIOException e) {
            // Gone already, or swept at the next start.
        }
    }
}
