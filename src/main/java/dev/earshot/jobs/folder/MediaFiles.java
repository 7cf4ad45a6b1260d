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
 * The media files in a folder and all below it, without hidden ones. Links are followed where they stay within the allowed folders; each folder is
 * listed once, however many links lead to it. Blocking.
 */
final class MediaFiles {

    /** Of files that ffmpeg or the WAV reader may be able to decode. */
    private static final Set<String> EXTENSIONS = Set.of("wav", "mp3", "flac", "ogg", "oga", "opus", "m4a", "aac", "webm", "mp4", "m4v",
            "mkv", "mov", "avi", "wma", "amr", "aiff", "aif", "mka", "mpga", "mpeg", "mpg", "3gp", "caf", "au");

    private final Path folder;
    private final AllowedFolders allowed;
    private final Map<Path, Path> found = new HashMap<>();
    private final List<String> undecodable = new ArrayList<>();
    private final Set<Path> visited = new HashSet<>();
    private int refused;

    /**
     * Lists the folder; what is below it and cannot be read is omitted.
     *
     * @param folder a real path
     * @throws IOException where the folder itself cannot be read
     */
    MediaFiles(Path folder, AllowedFolders allowed) throws IOException {
        this.folder = folder;
        this.allowed = allowed;
        Files.walkFileTree(folder, new MediaVisitor(folder, Path.of("")));
    }

    /** Real paths, by their paths relative to the folder. */
    Map<Path, Path> found() {
        return found;
    }

    /** Files whose names are not valid in the system's character encoding, with replacement characters. */
    List<String> undecodable() {
        return undecodable;
    }

    /** How many links lead out of the allowed folders. */
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
            return !dir.equals(top) && isHidden(dir) || !visited.add(dir) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (!isHidden(file) && (attributes.isSymbolicLink() || EXTENSIONS.contains(extension(file)))) {
                Path real;
                try {
                    real = file.toRealPath();
                } catch (IOException e) {
                    // A dangling or circular link.
                    return FileVisitResult.CONTINUE;
                }
                visit(file, real);
            }
            return FileVisitResult.CONTINUE;
        }

        private void visit(Path file, Path real) throws IOException {
            Path relative = name.resolve(top.relativize(file));
            if (Files.isDirectory(real)) {
                if (!allowed.allow(real)) {
                    refused++;
                } else if (!real.startsWith(folder) && !visited.contains(real)) {
                    Files.walkFileTree(real, new MediaVisitor(real, relative));
                }
            } else if (EXTENSIONS.contains(extension(file))) {
                if (!allowed.allow(real)) {
                    refused++;
                } else if (!isDecodable(real) || !isDecodable(relative)) {
                    undecodable.add(relative.toString());
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

    /** Whether a path survives the conversion to text and back. */
    private static boolean isDecodable(Path path) {
        try {
            return Path.of(path.toString()).equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
