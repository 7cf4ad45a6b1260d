package dev.earshot.jobs.transcribe;

import dev.earshot.bus.Fault;
import dev.earshot.files.AllowedFolders;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.transcript.Document;
import dev.earshot.transcript.SubtitleLayout;
import dev.earshot.transcript.TranscriptFile;
import dev.earshot.transcript.TranscriptFormat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

/** Writes the transcripts of jobs that have an output file. Blocking. */
final class TranscriptOutput {

    private final JobStore store;
    private final AllowedFolders folders;

    TranscriptOutput(JobStore store, AllowedFolders folders) {
        this.store = store;
        this.folders = folders;
    }

    /**
     * Writes a transcript atomically; does nothing for a job without an output file.
     *
     * @param fileModified when the file was last modified before it was read; where it was modified since, the transcript gets this time, so that
     *                     it is older than the file, which the folder's next job then transcribes again
     * @throws Fault {@code unavailable} where it cannot be written, {@code forbidden} where a link leads out of the allowed folders by now
     */
    void write(JobRow row, TranscribeSpec spec, FileTime fileModified) {
        if (spec.output() == null) {
            return;
        }
        List<WindowDone> windows = store.windows(row.id());
        TranscriptFormat format = TranscriptFormat.parse(spec.format()).orElseThrow();
        TranscriptionStatus status = TranscriptionStatus.of(row);
        String text = format.render(new Document(spec.kind(), status.language(), status.languageProbability(), status.duration(),
                TranscriptMerger.text(windows),
                TranscriptMerger.segments(windows), status.model(), row.status().notice(), row.status().timing()),
                spec.layout() == null ? SubtitleLayout.DEFAULT : spec.layout());
        try {
            Path output = Path.of(spec.output());
            Path file = folders.writable(output.getParent().toString()).resolve(output.getFileName());
            TranscriptFile.write(file, text);
            if (fileModified != null && !fileModified.equals(modified(spec.path()))) {
                Files.setLastModifiedTime(file, fileModified);
            }
        } catch (IOException e) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The transcript cannot be written to " + spec.output() + " (" + e.getMessage() + ").", e);
        }
    }

    /** When a file was last modified; null where that is unknown. */
    static FileTime modified(String path) {
        try {
            return Files.getLastModifiedTime(Path.of(path));
        } catch (IOException e) {
            return null;
        }
    }
}
