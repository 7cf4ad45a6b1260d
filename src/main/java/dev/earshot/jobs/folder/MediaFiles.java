package dev.earshot.jobs.folder;

import dev.earshot.files.AllowedFolders;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The media files in a folder and all below it, hidden ones left out. Links are followed where they stay within the roots; each folder is looked
 * through once, however many links lead to it. Blocking.
 */
final class MediaFiles {

    /** What ffmpeg and the WAV reader are worth being asked about. */
    private static final Set<String> MEDIA = Set.of("wav", "mp3", "flac", "ogg", "oga", "opus", "m4a", "aac", "webm", "mp4", "m4v",
            "mkv", "mov", "avi", "wma", "amr", "aiff", "aif", "mka", "mpga", "mpeg", "mpg", "3gp", "caf", "au");

    private final Path folder;
    private final AllowedFolders roots;
    private final Map<Path, Path> found = new HashMap<>();
    private final List<String> unnameable = new ArrayList<>();
    private final Set<Path> seen = new HashSet<>();
    private int refused;

    /** @param folder a real path; that it cannot be read is an error, what is below it and cannot is left out */
    MediaFiles(Path folder, AllowedFolders roots) throws IOException {
        this.folder = folder;
        this.roots = roots;
        Files.walkFileTree(folder, new MediaVisitor(folder, Path.of("")));
    }

    /** Real paths, by their paths relative to the folder. */
    Map<Path, Path> found() {
        return found;
    }

    /** Files whose names are no text, as well as they can be written. */
    List<String> unnameable() {
        return unnameable;
    }

    /** Links that lead out of the roots. */
    int refused() {
        return refused;
    }

    private final class MediaVisitor extends SimpleFileVisitor<Path> {

        private final Path top;
        private final Path name;

        /** @param name of the top, relative to the folder */
        MediaVisitor(Path top, Path name) {
            this.top = top;
            this.name = name;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            return !dir.equals(top) && hidden(dir) || !seen.add(dir) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (!hidden(file) && (attributes.isSymbolicLink() || MEDIA.contains(extension(file)))) {
                Path real;
                try {
                    real = file.toRealPath();
                } catch (IOException e) {
                    // A link to nowhere, or to itself.
                    return FileVisitResult.CONTINUE;
                }
                visit(file, real);
            }
            return FileVisitResult.CONTINUE;
        }

        private void visit(Path file, Path real) throws IOException {
            Path relative = name.resolve(top.relativize(file));
            if (Files.isDirectory(real)) {
                if (!roots.allow(real)) {
                    refused++;
                } else if (!real.startsWith(folder) && !seen.contains(real)) {
                    Files.walkFileTree(real, new MediaVisitor(real, relative));
                }
            } else if (MEDIA.contains(extension(file))) {
                if (!roots.allow(real)) {
                    refused++;
                } else if (!nameable(real) || !nameable(relative)) {
                    unnameable.add(relative.toString());
                } else if (Files.isRegularFile(real)) {
                    found.put(relative, real);
                }
            }
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (file.equals(folder)) {
                throw e;
            }
            return FileVisitResult.CONTINUE;
        }
    }

    /** Whether a path can be written as text and be found again by it. */
    private static boolean nameable(Path path) {
        try {
            return Path.of(path.toString()).equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static boolean hidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
