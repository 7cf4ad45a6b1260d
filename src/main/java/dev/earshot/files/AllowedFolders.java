package dev.earshot.files;

import dev.earshot.bus.Fault;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Where folder jobs may read and write. What counts is where a path really leads, links followed. Blocking.
 *
 * @param folders absolute; those that do not exist allow nothing
 */
public record AllowedFolders(List<Path> folders) {

    /** @param list as {@code jobs.roots} has it */
    public static AllowedFolders of(String list) {
        return new AllowedFolders(Arrays.stream(list.split(File.pathSeparator)).filter(path -> !path.isBlank())
                .map(path -> Path.of(path.strip()).toAbsolutePath().normalize()).toList());
    }

    /** Every folder that there is. */
    public static AllowedFolders everywhere() {
        return new AllowedFolders(StreamSupport.stream(FileSystems.getDefault().getRootDirectories().spliterator(), false).toList());
    }

    /** The folders as they are named. */
    public List<String> names() {
        return folders.stream().map(Path::toString).toList();
    }

    /** Whether a real path lies within. */
    public boolean allow(Path real) {
        return folders.stream().anyMatch(root -> {
            try {
                return real.startsWith(root.toRealPath());
            } catch (IOException e) {
                return false;
            }
        });
    }

    /**
     * The real path of a folder that is to be read.
     *
     * @throws Fault {@code file-not-found}, {@code forbidden}, {@code bad-request}
     */
    public Path readable(String path) {
        Path folder = writable(path);
        if (!Files.isDirectory(folder)) {
            throw new Fault(Fault.Code.FILE_NOT_FOUND, "There is no such folder: " + path + ".");
        }
        return folder;
    }

    /**
     * The real path of a folder that is to be written to; it need not exist yet.
     *
     * @throws Fault {@code forbidden}, {@code bad-request}
     */
    public Path writable(String path) {
        Path folder = path(path);
        Path existing = folder;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null) {
            throw Fault.badRequest("'" + path + "' is no folder that can be made.");
        }
        return check(existing, path).resolve(existing.relativize(folder)).normalize();
    }

    private Path check(Path existing, String asked) {
        try {
            Path real = existing.toRealPath();
            if (!allow(real)) {
                throw new Fault(Fault.Code.FORBIDDEN, "Folder jobs may not use " + asked + (folders.isEmpty()
                        ? ": no folder is allowed yet. Name those that are in the setting jobs.roots."
                        : ". Allowed (setting jobs.roots): " + folders + "."));
            }
            return real;
        } catch (IOException e) {
            throw new Fault(Fault.Code.FILE_NOT_FOUND, "The folder " + asked + " cannot be looked into (" + e.getMessage() + ").");
        }
    }

    private static Path path(String path) {
        if (path == null || path.isBlank()) {
            throw Fault.badRequest("'path' must name a folder on the machine of the service.");
        }
        try {
            return Path.of(path).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw Fault.badRequest("'" + path + "' is not a valid path: " + e.getReason() + ".");
        }
    }
}
