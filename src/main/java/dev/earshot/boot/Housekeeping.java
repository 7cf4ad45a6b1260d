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
 * What the service does in its data directory before it starts, whoever made that: nobody but its owner can read it afterwards, and what
 * killed processes left is gone. Of what other processes may be using just now, such as a run of the terminal, only that which is old is
 * taken for a leftover. Nothing of it keeps the service from starting.
 */
final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    /** Far longer than it takes to write a file and give it its name. */
    private static final Duration LEFT_OVER = Duration.ofHours(1);
    /** What Java calls a user who has no name, as in containers that run under any number. */
    private static final String NOBODY = "?";
    private static final List<String> FOLDERS = List.of("models", "uploads", "native", "tmp");
    private static final String FILES = "{lock,service.json*,jobs.db*,settings.json*,last-session.json*,speed.json,models.json,.*.part}";

    private final Path data;
    private final Instant now;

    Housekeeping(Path data, Instant now) {
        this.data = real(data);
        this.now = now;
    }

    /** Where a link to the data directory leads: that is what the service is to have for itself. */
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
        // An engine's folder has a lock from the first moment of its process; those with one the engine sweeps itself.
        each(data.resolve("tmp"), "engine-*", folder -> {
            if (!Files.exists(folder.resolve("lock"))) {
                remove(folder, LEFT_OVER);
            }
        });
        remove(data, AtomicFile.leftovers("{settings,last-session,service,speed}.json"), LEFT_OVER);
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

    /** Folders that are never the service's alone: the root, a home, one in which everybody may make files, such as /tmp. */
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

    /** @param names a glob, matched with the names in the folder */
    private void each(Path folder, String names, Action action) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, names)) {
            for (Path path : paths) {
                one(path, action);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be looked through: {}", folder, e.getMessage());
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
