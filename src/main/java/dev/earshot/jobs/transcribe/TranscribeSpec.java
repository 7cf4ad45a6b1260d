package dev.earshot.jobs.transcribe;

/**
 * What a transcription is asked to do.
 *
 * @param owned    whether the file is an upload, which goes away with the job
 * @param model    as resolved
 * @param language a code, or {@code auto}
 * @param output   the file to write the transcript into, or null for none
 * @param format   of that, a {@link dev.earshot.transcript.TranscriptFormat}
 * @param expendable as in {@link JobMessages.SubmitTranscription}
 */
public record TranscribeSpec(String path, boolean owned, String model, String language, boolean translate, String prompt, Double temperature,
                      String keepAlive, String output, String format, boolean expendable) {

    /** Whether the file may be read only where folder jobs may read: it is one of a folder. */
    boolean withinRoots() {
        return output != null;
    }

    public String kind() {
        return translate ? "translate" : "transcribe";
    }
}
