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
 * The processes that this one has started, written down in {@code <data>/tmp/children-...}, so that the next start ends those that
 * outlived it: one that is stopped does not notice that its parent is gone. The folder holds a lock, which the system drops when this
 * process dies, and a file for each child, named by its number and holding when it was started, so that whoever got its number since
 * is never ended for it. Thread-safe; nothing is written until there is a child.
 */
public final class Children implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Children.class);
    private static final String PREFIX = "children-";
    private static final String LOCK = "lock";
    private static final int END_SECONDS = 5;
    /** The folders of this process: opening and closing their lock files would drop the locks. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path tmp;
    private Path folder;
    private FileChannel lock;

    /** @param data the data directory */
    public Children(Path data) {
        this.tmp = data.toAbsolutePath().resolve("tmp");
    }

    /** Remembers a process until it has ended. Where that cannot be written down, it does without. */
    public synchronized void add(Process process) {
        Optional<String> start = ProcessStart.of(process.pid());
        if (start.isEmpty()) {
            return;
        }
        try {
            open();
            Path file = Files.writeString(folder.resolve(Long.toString(process.pid())), start.get());
            process.onExit().thenRun(() -> file.toFile().delete());
        } catch (IOException e) {
            LOG.warn("A child process could not be written down: {}", e.getMessage());
        }
    }

    private void open() throws IOException {
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
    }

    /** Forgets them all. */
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
            // It goes with the process at the latest.
        }
        lock = null;
    }

    /** Ends the children of processes that are gone, and returns how many. Blocking, for a few seconds at most. */
    public static int endOrphans(Path data) {
        Path tmp = data.toAbsolutePath().resolve("tmp");
        int ended = 0;
        if (Files.isDirectory(tmp)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(tmp, PREFIX + "*")) {
                for (Path folder : folders) {
                    ended += OWN.contains(folder) ? 0 : endIn(folder);
                }
            } catch (IOException e) {
                LOG.warn("The processes that an earlier start left running cannot be found: {}", e.getMessage());
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
                    ended += end(child) ? 1 : 0;
                }
            }
        } catch (java.nio.file.NoSuchFileException e) {
            // Its process is only just starting, or it was killed right then and has no children yet.
            return 0;
        }
        delete(folder);
        return ended;
    }

    private static boolean end(Path child) throws IOException {
        long pid = Long.parseLong(child.getFileName().toString());
        // The handle knows when its process was started, and ends no other one that gets the number from here on.
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty() || !ProcessStart.of(pid).equals(Optional.of(Files.readString(child)))) {
            return false;
        }
        LOG.warn("Ends process {}, which an earlier start has left", pid);
        process.get().destroyForcibly();
        try {
            process.get().onExit().orTimeout(END_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            LOG.warn("Process {} has not ended yet", pid);
        }
        return true;
    }

    private static void delete(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            files.forEach(file -> file.toFile().delete());
            folder.toFile().delete();
        } catch (IOException | UncheckedIOException e) {
            // Gone already, or removed at the next start.
        }
    }
}
