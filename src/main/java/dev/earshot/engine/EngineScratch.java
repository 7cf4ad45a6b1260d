package dev.earshot.engine;

import dev.earshot.bus.Fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A temporary folder of one engine process, {@code <data>/tmp/engine-...}: whisper-jni unpacks its libraries there at each
 * start and a killed process leaves them behind. A locked file inside tells other services that it is in use; the system
 * drops the lock when the service dies, and the next start removes the folder.
 */
final class EngineScratch {

    /** Sorts before all that is unpacked beside it, and so is removed last. */
    private static final String LOCK = ".lock";
    /** A process that closes a file loses all its locks on it, so this one never looks into its own folders. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel lock;

    private EngineScratch(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    static EngineScratch create(Path data) {
        try {
            Path tmp = Files.createDirectories(data.resolve("tmp").toAbsolutePath());
            Path folder = Files.createTempDirectory(tmp, "engine-");
            OWN.add(folder);
            FileChannel lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock.tryLock();
            return new EngineScratch(folder, lock);
        } catch (IOException e) {
            throw new Fault(Fault.Code.ENGINE_UNAVAILABLE, "No temporary folder can be made in " + data + " (" + e.getMessage() + ").");
        }
    }

    Path folder() {
        return folder;
    }

    /** Removes the folders of services that are no more. What cannot be removed does no harm; the next start tries again. */
    static void sweep(Path data) {
        Path tmp = data.resolve("tmp").toAbsolutePath();
        if (!Files.isDirectory(tmp)) {
            return;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(tmp, "engine-*")) {
            for (Path folder : folders) {
                if (!OWN.contains(folder) && !locked(folder)) {
                    delete(folder);
                }
            }
        } catch (IOException e) {
            // See above.
        }
    }

    private static boolean locked(Path folder) {
        try (FileChannel lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE)) {
            return lock.tryLock() == null;
        } catch (IOException e) {
            // Not ours to remove, or just being made or removed.
            return true;
        }
    }

    /** Removes the folder and what is in it. Idempotent; thread-safe. */
    void delete() {
        try {
            lock.close();
        } catch (IOException e) {
            // The lock goes with the file.
        }
        delete(folder);
        OWN.remove(folder);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // Gone already, or swept at the next start.
        }
    }
}
