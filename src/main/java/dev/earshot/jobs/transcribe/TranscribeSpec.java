package dev.earshot.jobs.transcribe;

import dev.earshot.bus.Json;
import dev.earshot.jobs.queue.NewJob;
import dev.earshot.jobs.store.JobRow;

/**
 * What a transcription is asked to do.
 *
 * @param owned    whether the file is an upload, which goes away with the job
 * @param model    as resolved
 * @param language a code, or {@code auto}
 * @param output   the file to write the transcript into, or null for none
 * @param format   of that, a {@link dev.earshot.transcript.TranscriptFormat}
 * @param expendable as in {@link JobMessages.SubmitTranscription}
 * @param words    whether the time of each word is wished for
 */
public record TranscribeSpec(String path, boolean owned, String model, String language, boolean translate, String prompt, Double temperature,
                      String keepAlive, String output, String format, boolean expendable, boolean words) {

    static final String TRANSCRIBE = "transcribe";
    static final String TRANSLATE = "translate";

    /** Whether the file may be read only where folder jobs may read: it is one of a folder. */
    boolean withinRoots() {
        return output != null;
    }

    String kind() {
        return translate ? TRANSLATE : TRANSCRIBE;
    }

    /**
     * The job that does this.
     *
     * @param parent the job that it is a part of, or null
     */
    public NewJob job(String parent, String name, boolean interactive) {
        return new NewJob(kind(), parent, name, interactive, Json.write(this), TranscriptionStatus.accepted(model, language), owned ? path : null,
                expendable);
    }

    public static TranscribeSpec of(JobRow row) {
        return Json.read(row.spec(), TranscribeSpec.class);
    }
}
