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
 * The media files of a folder, and where their transcripts go.
 *
 * @param items       in the order of their names
 * @param refused     how many links lead out of the allowed folders
 * @param undecodable files whose names are not valid in the system's character encoding, so that their paths cannot be written as text
 */
record FolderPlan(List<Item> items, int refused, List<String> undecodable) {

    /**
     * @param name        relative to the folder
     * @param file        its real path
     * @param shortOutput where the transcript goes, {@code talk.txt}; null where it would be that of another file, too
     * @param longOutput  where it goes otherwise, {@code talk.mp3.txt}
     */
    record Item(String name, Path file, Path shortOutput, Path longOutput) {

        /** Whether there is a transcript that is not older than the file. */
        boolean isUpToDate() {
            return shortOutput != null && isNotOlder(shortOutput) || isNotOlder(longOutput);
        }

        /**
         * Where the transcript goes: never over a file that no job has written.
         *
         * @param ourOutputs the transcripts that jobs have written
         */
        Path output(Set<String> ourOutputs) {
            return shortOutput != null && (!Files.exists(shortOutput) || ourOutputs.contains(shortOutput.toString())) ? shortOutput : longOutput;
        }

        private boolean isNotOlder(Path transcript) {
            try {
                return Files.getLastModifiedTime(transcript).compareTo(Files.getLastModifiedTime(file)) >= 0;
            } catch (IOException e) {
                return false;
            }
        }
    }

    /**
     * Lists a folder and all below it; see {@link MediaFiles}. Blocking.
     *
     * @param output the folder for the transcripts, or null to put them beside the files
     */
    static FolderPlan of(Path folder, Path output, TranscriptFormat format, AllowedFolders roots) throws IOException {
        MediaFiles media = new MediaFiles(folder, roots);
        Map<Path, Path> found = media.found();
        Path target = output == null ? folder : output;
        Map<Path, Integer> uses = new HashMap<>();
        found.keySet().forEach(name -> uses.merge(shortName(name, format), 1, Integer::sum));
        List<Item> items = new ArrayList<>();
        for (Path name : found.keySet().stream().sorted().toList()) {
            Path plain = uses.get(shortName(name, format)) == 1 ? target.resolve(shortName(name, format)) : null;
            items.add(new Item(name.toString(), found.get(name), plain,
                    target.resolve(name.resolveSibling(TranscriptFile.fitting(name.getFileName() + "." + format.extension())))));
        }
        return new FolderPlan(items, media.refused(), media.undecodable());
    }

    private static Path shortName(Path name, TranscriptFormat format) {
        return name.resolveSibling(TranscriptFile.name(name.getFileName().toString(), format));
    }
}
