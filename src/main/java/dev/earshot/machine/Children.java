package dev.earshot.machine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Records the processes started by this one in {@code <data>/tmp/children-...}, so that the next start can end those that outlived it:
 * a stopped process does not notice that its parent has died. The folder has a lock, which the system releases when this process
 * dies, and a file for each child, named by its pid and containing its start, so that a later process with the same pid is never ended by
 * mistake. A child is started before it is recorded; one whose parent dies in between is found by an environment variable with the folder's
 * name, which Linux shows of every process. Thread-safe; nothing is written until there is a child.
 */
public final class Children implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Children.class);
    private static final String PREFIX = "children-";
    private static final String LOCK = "lock";
    private static final int END_SECONDS = 5;
    /** Environment variable of a child: the name of the folder. */
    private static final String MARK = "EARSHOT_CHILD_OF";
    /** The folders of this process, which must not be checked: closing another channel on a lock file would release its lock. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path tmp;
    private Path folder;
    private FileChannel lock;

    /** @param data the data directory */
    public Children(Path data) {
        this.tmp = data.toAbsolutePath().resolve("tmp");
    }

    /**
     * Starts a process and records it until it has ended; logs a warning if it cannot be recorded.
     *
     * @throws IOException where it cannot be started
     */
    public Process start(ProcessBuilder builder) throws IOException {
        try {
            builder.environment().put(MARK, open().getFileName().toString());
        } catch (IOException e) {
            warn(e);
            return builder.start();
        }
        Process process = builder.start();
        record(process);
        return process;
    }

    private synchronized void record(Process process) {
        try {
            Optional<String> start = ProcessStart.of(process.pid());
            if (start.isPresent()) {
                Path file = Files.writeString(open().resolve(Long.toString(process.pid())), start.get());
                process.onExit().thenRun(() -> file.toFile().delete());
            }
        } catch (IOException e) {
            warn(e);
        }
    }

    private static void warn(IOException e) {
        LOG.warn("A child process could not be recorded; if this service is killed, the next start will not end it: {}", e.getMessage());
    }

    private synchronized Path open() throws IOException {
        if (folder == null) {
            Files.createDirectories(tmp);
            Path made = Files.createTempDirectory(tmp, PREFIX);
            OWN.add(made);
            folder = made;
        }
        if (lock == null) {
            lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock.lock();
        }
        return folder;
    }

    /** Removes all records. */
    @Override
    public synchronized void close() {
        if (folder != null) {
            closeLock();
            delete(folder);
            OWN.remove(folder);
            folder = null;
        }
    }

    private void closeLock() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            // The lock is released when the process ends.
        }
        lock = null;
    }

    /** Ends the children of processes that have died, and returns how many. Blocking, for a few seconds at most. */
    public static int endOrphans(Path data) {
        Path tmp = data.toAbsolutePath().resolve("tmp");
        int ended = 0;
        if (Files.isDirectory(tmp)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(tmp, PREFIX + "*")) {
                for (Path folder : folders) {
                    ended += OWN.contains(folder) ? 0 : endIn(folder);
                }
            } catch (IOException e) {
                LOG.warn("Cannot look for processes that an earlier run has left: {}", e.getMessage());
            }
        }
        return ended;
    }

    @SuppressWarnings("try") // the lock is held, not used
    private static int endIn(Path folder) throws IOException {
        int ended = 0;
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE); FileLock lock = channel.tryLock()) {
            if (lock == null) {
                return 0;
            }
            try (DirectoryStream<Path> children = Files.newDirectoryStream(folder, "[0-9]*")) {
                for (Path child : children) {
                    ended += endRecorded(child) ? 1 : 0;
                }
            }
            for (ProcessHandle child : ProcessStart.withEnvironment(MARK, folder.getFileName().toString())) {
                end(child);
                ended++;
            }
        } catch (java.nio.file.NoSuchFileException e) {
            // Its process is just starting, or was killed while starting; it has no children yet.
            return 0;
        }
        delete(folder);
        return ended;
    }

    private static boolean endRecorded(Path child) throws IOException {
        long pid = Long.parseLong(child.getFileName().toString());
        // The handle knows the start time, so it never ends a later process with the same pid.
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty() || !ProcessStart.of(pid).equals(Optional.of(Files.readString(child)))) {
            return false;
        }
        end(process.get());
        return true;
    }

    private static void end(ProcessHandle process) {
        LOG.warn("Ending process {}, which an earlier run has left", process.pid());
        process.destroyForcibly();
        try {
            process.onExit().orTimeout(END_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            LOG.warn("Process {} has not ended yet", process.pid());
        }
    }

    private static void delete(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            files.forEach(file -> file.toFile().delete());
            folder.toFile().delete();
        } catch (IOException | UncheckedIOException e) {
            // Already removed, or removed at the next start.
        }
    }
}
