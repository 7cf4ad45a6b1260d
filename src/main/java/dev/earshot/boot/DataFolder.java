package dev.earshot.boot;

import dev.earshot.bus.FailureReason;
import dev.earshot.bus.Fault;
import dev.earshot.files.OwnerOnly;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** The data directory, and the lock that keeps a second service from using it. The system releases the lock when this process dies. */
final class DataFolder implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** @throws Fault {@code unavailable} if the folder cannot be used, or another service uses it */
    static DataFolder lock(Path data) {
        create(data);
        FileChannel channel = null;
        try {
            channel = FileChannel.open(data.resolve("lock"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerOnly.file(data));
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new DataFolder(data, channel);
            }
            channel.close();
        } catch (OverlappingFileLockException e) {
            closeQuietly(channel);
        } catch (IOException e) {
            closeQuietly(channel);
            throw unusable(data, e);
        }
        throw new Fault(Fault.Code.UNAVAILABLE, "Another Earshot service uses the data directory " + data
                + ". Stop it, or give this one its own with --data.");
    }

    /** Creates the folder if it does not exist. It contains what people said, so only its owner may read it. */
    static void create(Path data) {
        try {
            OwnerOnly.createFolder(data);
            if (!Files.isWritable(data)) {
                throw new IOException("it is not writable");
            }
        } catch (IOException e) {
            throw unusable(data, e);
        }
    }

    private static Fault unusable(Path data, IOException e) {
        return new Fault(Fault.Code.UNAVAILABLE, "The data directory " + data + " cannot be used (" + FailureReason.of(e)
                + "). Free some space or let this user write there, or choose another with --data or EARSHOT_DATA.", e);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // The lock is released when the process ends.
        }
    }
}
