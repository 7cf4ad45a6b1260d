package dev.earshot.engine.process;

import dev.earshot.bus.FailureReason;
import dev.earshot.bus.Fault;
import dev.earshot.files.OwnerOnly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A temporary folder of one engine process, {@code <data>/tmp/engine-...}, where its JVM writes when it crashes; a killed process leaves it
 * behind. The process holds a lock in it, which the system drops when the process dies.
 */
public record EngineScratch(Path folder) {

    private static final String LOCK = "lock";

    public static EngineScratch create(Path data) {
        try {
            Path tmp = OwnerOnly.createFolder(data.resolve("tmp"));
            return new EngineScratch(Files.createTempDirectory(tmp, "engine-"));
        } catch (IOException e) {
            throw new Fault(Fault.Code.ENGINE_CRASHED, "No temporary folder can be made in the data directory (" + FailureReason.of(e) + ").", e);
        }
    }

    /** Says that the folder is in use, for as long as this process lives or the lock is not closed. */
    FileLock occupy() throws IOException {
        return FileChannel.open(lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE).lock();
    }

    /** The file that is locked while the folder is in use. */
    Path lock() {
        return folder.resolve(LOCK);
    }

    /** Removes the folders of processes that are no more. What cannot be removed does no harm; the next start tries again. */
    public static void sweep(Path data) {
        Path tmp = data.resolve("tmp");
        if (!Files.isDirectory(tmp)) {
            return;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(tmp, "engine-*")) {
            for (Path folder : folders) {
                EngineScratch scratch = new EngineScratch(folder);
                if (!scratch.inUse()) {
                    scratch.delete();
                }
            }
        } catch (IOException e) {
            // See above.
        }
    }

    private boolean inUse() {
        try (FileChannel channel = FileChannel.open(lock(), StandardOpenOption.WRITE)) {
            return channel.tryLock() == null;
        } catch (IOException e) {
            // No lock yet: its process is only just starting.
            return true;
        }
    }

    void delete() {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // Gone already, or swept at the next start.
        }
    }
}
