package dev.earshot.updates.install;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** {@code update.json} of an installation, the link to its current version, and the lock on both. Blocking. */
final class UpdateLedger {

    private static final long MAX_BYTES = 64 * 1024;

    /** Held while an installation is changed; the system releases it when the process ends. */
    interface UpdateLock extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    private final Installation installation;
    private final InstallationFiles files;

    UpdateLedger(Installation installation, InstallationFiles files) {
        this.installation = installation;
        this.files = files;
    }

    /** Whether there was ever an update: a start asks nothing else where there was none. */
    static boolean exists(Installation installation) {
        return Files.exists(file(installation));
    }

    private static Path file(Installation installation) {
        return installation.app().resolve("update.json");
    }

    /** Of a file that somebody has damaged nothing holds. */
    UpdateRecord read() {
        Path file = file(installation);
        try {
            return Files.size(file) > MAX_BYTES ? UpdateRecord.NONE : Json.read(Files.readString(file), UpdateRecord.class);
        } catch (IOException | Fault e) {
            return UpdateRecord.NONE;
        }
    }

    UpdateRecord write(UpdateRecord record) throws IOException {
        files.write(file(installation), Json.write(record));
        return record;
    }

    /** The version that the link names; empty where it names none. */
    String current() {
        try {
            return Files.readSymbolicLink(installation.current()).getFileName().toString();
        } catch (IOException | NullPointerException e) {
            return "";
        }
    }

    /** Makes a version the one that starts. */
    void switchTo(String version) throws IOException {
        files.link(installation.current(), version);
    }

    /** Waits for other processes; they hold it for a minute at most. */
    UpdateLock lock() throws IOException {
        FileChannel channel = open();
        channel.lock();
        return channel::close;
    }

    /** Empty where this or another process holds it. */
    Optional<UpdateLock> tryLock() throws IOException {
        FileChannel channel = open();
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(channel::close);
            }
        } catch (OverlappingFileLockException e) {
            // This process holds it.
        }
        channel.close();
        return Optional.empty();
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(installation.app().resolve("update.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
