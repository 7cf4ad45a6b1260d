package dev.earshot.jobs.folder;

import dev.earshot.files.AllowedFolders;
import dev.earshot.transcript.TranscriptFile;
import dev.earshot.transcript.TranscriptFormat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What there is to do in a folder.
 *
 * @param items   media files, in the order of their names
 * @param refused links that lead out of the roots
 * @param unnameable files whose names are no text: nothing can be said of them to another part
 */
record FolderPlan(List<Item> items, int refused, List<String> unnameable) {

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
     * Looks through a folder and all below it; see {@link MediaFiles}. Blocking.
     *
     * @param output for the transcripts, or null for beside the files
     */
    static FolderPlan of(Path folder, Path output, TranscriptFormat format, AllowedFolders roots) throws IOException {
        MediaFiles media = new MediaFiles(folder, roots);
        Map<Path, Path> found = media.found();
        Path target = output == null ? folder : output;
        Map<Path, Integer> uses = new HashMap<>();
        found.keySet().forEach(name -> uses.merge(plain(name, format), 1, Integer::sum));
        List<Item> items = new ArrayList<>();
        for (Path name : found.keySet().stream().sorted().toList()) {
            Path plain = uses.get(plain(name, format)) == 1 ? target.resolve(plain(name, format)) : null;
            items.add(new Item(name.toString(), found.get(name), plain,
                    target.resolve(name.resolveSibling(TranscriptFile.fitting(name.getFileName() + "." + format.extension())))));
        }
        return new FolderPlan(items, media.refused(), media.unnameable());
    }

    private static Path plain(Path name, TranscriptFormat format) {
        return name.resolveSibling(TranscriptFile.name(name.getFileName().toString(), format));
    }
}
