package dev.earshot.jobs;

import dev.earshot.transcript.TranscriptFile;
import dev.earshot.transcript.TranscriptFormat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What there is to do in a folder.
 *
 * @param items   media files, in the order of their names
 * @param refused links that lead out of the roots
 */
record FolderPlan(List<Item> items, int refused) {

    /** What ffmpeg and the WAV reader are worth being asked about. */
    private static final Set<String> MEDIA = Set.of("wav", "mp3", "flac", "ogg", "oga", "opus", "m4a", "aac", "webm", "mp4", "m4v",
            "mkv", "mov", "avi", "wma", "amr", "aiff", "aif", "mka", "mpga", "mpeg", "mpg", "3gp", "caf", "au");

    /**
     * @param name  relative to the folder
     * @param file  its real path
     * @param plain where the transcript goes, {@code talk.txt}; null where another file has the same claim on that name
     * @param whole where it goes otherwise, {@code talk.mp3.txt}
     */
    record Item(String name, Path file, Path plain, Path whole) {

        /** Whether a transcript is there by now, and not older than the file. */
        boolean current() {
            return plain != null && newer(plain) || newer(whole);
        }

        /**
         * Where the transcript goes: never over a file of that name that is somebody's own.
         *
         * @param ours the transcripts that jobs have written
         */
        Path output(Set<String> ours) {
            return plain != null && (!Files.exists(plain) || ours.contains(plain.toString())) ? plain : whole;
        }

        private boolean newer(Path transcript) {
            try {
                return Files.getLastModifiedTime(transcript).compareTo(Files.getLastModifiedTime(file)) >= 0;
            } catch (IOException e) {
                return false;
            }
        }
    }

    /**
     * Looks through a folder and all below it, hidden files left out. Links to files are followed where they stay within the
     * roots, links to folders are not. Blocking.
     *
     * @param folder a real path; that it cannot be read is an error, what is below it and cannot is left out
     * @param output for the transcripts, or null for beside the files
     */
    static FolderPlan of(Path folder, Path output, TranscriptFormat format, Roots roots) throws IOException {
        Map<Path, Path> found = new HashMap<>();
        int[] refused = new int[1];
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                return !dir.equals(folder) && hidden(dir) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (!hidden(file) && MEDIA.contains(extension(file))) {
                    try {
                        Path real = file.toRealPath();
                        if (!roots.allow(real)) {
                            refused[0]++;
                        } else if (Files.isRegularFile(real)) {
                            found.put(folder.relativize(file), real);
                        }
                    } catch (IOException e) {
                        // A link to nowhere.
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (file.equals(folder)) {
                    throw e;
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Path target = output == null ? folder : output;
        Map<Path, Integer> uses = new HashMap<>();
        found.keySet().forEach(name -> uses.merge(plain(name, format), 1, Integer::sum));
        List<Item> items = new ArrayList<>();
        for (Path name : found.keySet().stream().sorted().toList()) {
            Path plain = uses.get(plain(name, format)) == 1 ? target.resolve(plain(name, format)) : null;
            items.add(new Item(name.toString(), found.get(name), plain,
                    target.resolve(name.resolveSibling(name.getFileName() + "." + format.extension()))));
        }
        return new FolderPlan(items, refused[0]);
    }

    private static Path plain(Path name, TranscriptFormat format) {
        return name.resolveSibling(TranscriptFile.name(name.getFileName().toString(), format));
    }

    private static boolean hidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
