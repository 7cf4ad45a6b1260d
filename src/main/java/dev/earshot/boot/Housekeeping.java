package dev.earshot.boot;

import dev.earshot.files.AtomicFile;
import dev.earshot.files.OwnerOnly;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Prepares the data directory before the service starts: restricts it to its owner, and removes what killed processes have left. Files
 * that another process may be using, such as a command in a terminal, are removed only when they are old. Failures are logged and
 * never keep the service from starting. Blocking.
 */
final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    /** Far longer than it takes to write a file and rename it. */
    private static final Duration LEFT_OVER = Duration.ofHours(1);
    /** Java's name for a user without one, as in containers that run under an arbitrary uid. */
    private static final String NOBODY = "?";
    private static final List<String> FOLDERS = List.of("models", "uploads", "native", "tmp");
    private static final String FILES = "{lock,service.json*,jobs.db*,settings.json*,last-session.json*,speed.json,models.json,updates.json,.*.part}";

    private final Path data;
    private final Instant now;

    Housekeeping(Path data, Instant now) {
        this.data = real(data);
        this.now = now;
    }

    /** Follows a link to the data directory, for the folder behind it is what has to be protected. */
    private static Path real(Path data) {
        try {
            return data.toRealPath();
        } catch (IOException e) {
            return data;
        }
    }

    void run() {
        restrict();
        remove(data.resolve("tmp"), "sqlite-*", Duration.ZERO);
        // An engine process locks its folder as it starts; folders with a lock are removed by the engine module.
        each(data.resolve("tmp"), "engine-*", folder -> {
            if (!Files.exists(folder.resolve("lock"))) {
                remove(folder, LEFT_OVER);
            }
        });
        remove(data, AtomicFile.leftovers("{settings,last-session,service,speed,updates}.json"), LEFT_OVER);
        remove(data.resolve("models"), AtomicFile.leftovers("{.verified.json,ggml-*}"), LEFT_OVER);
        each(data.resolve("native"), "sqlite-*", folder -> remove(folder, AtomicFile.leftovers("*"), LEFT_OVER));
    }

    private void restrict() {
        if (!OwnerOnly.posix(data)) {
            return;
        }
        try {
            String me = System.getProperty("user.name");
            String owner = Files.getOwner(data).getName();
            if (!owner.equals(me) && !me.equals(NOBODY)) {
                LOG.warn("The data directory {} belongs to {}, not to {}: {} can read what people say to this service. Give it a directory of its"
                        + " own with --data.", data, owner, me, owner);
            }
            if (shared(data)) {
                LOG.warn("The data directory {} is used for other things as well, so its own permissions stay as they are. Give the service a"
                        + " directory of its own with --data.", data);
            } else {
                OwnerOnly.restrictFolder(data);
            }
            for (String name : FOLDERS) {
                Path folder = OwnerOnly.createFolder(data.resolve(name));
                OwnerOnly.restrictFolder(folder);
            }
        } catch (IOException e) {
            LOG.warn("The data directory {} may be readable by others: its permissions cannot be changed ({}).", data, e.getMessage());
        }
        each(data, FILES, OwnerOnly::restrictFile);
        each(data.resolve("uploads"), "*", OwnerOnly::restrictFile);
        each(data.resolve("models"), "*", OwnerOnly::restrictFile);
        each(data.resolve("native"), "*", OwnerOnly::restrictFolder);
        each(data.resolve("tmp"), "*", OwnerOnly::restrictFolder);
    }

    /** Folders that never belong to the service alone: the root, a home, or one in which everybody may create files, such as /tmp. */
    private static boolean shared(Path folder) throws IOException {
        return folder.getParent() == null || folder.equals(Path.of(System.getProperty("user.home"))) || sticky(folder);
    }

    private static boolean sticky(Path folder) throws IOException {
        return folder.getFileSystem().supportedFileAttributeViews().contains("unix")
                && ((Integer) Files.getAttribute(folder, "unix:mode") & 01000) != 0;
    }

    private interface Action {
        void on(Path path) throws IOException;
    }

    /** @param names a glob that file names have to match */
    private void each(Path folder, String names, Action action) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, names)) {
            for (Path path : paths) {
                one(path, action);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be searched: {}", folder, e.getMessage());
        }
    }

    private static void one(Path path, Action action) {
        try {
            action.on(path);
        } catch (IOException e) {
            LOG.warn("{} cannot be changed: {}", path, e.getMessage());
        }
    }

    private void remove(Path folder, String names, Duration age) {
        each(folder, names, path -> remove(path, age));
    }

    private void remove(Path path, Duration age) throws IOException {
        if (Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant().isAfter(now.minus(age))) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
