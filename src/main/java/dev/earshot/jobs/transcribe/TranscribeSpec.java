package dev.earshot.jobs.transcribe;

import dev.earshot.bus.Json;
import dev.earshot.jobs.queue.NewJob;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.transcript.SubtitleLayout;

/**
 * What a transcription is to do.
 *
 * @param owned    whether the file is an upload, which goes away with the job
 * @param model    as resolved
 * @param language a code, or {@code auto}
 * @param output   the file that the transcript is written to, or null for none
 * @param format   of {@code output}, a {@link dev.earshot.transcript.TranscriptFormat}
 * @param layout   of that, where it is subtitles; null for that which most take
 * @param expendable as in {@link dev.earshot.jobs.JobMessages.SubmitTranscription}
 * @param words    whether the transcript has the times of words
 * @param logprobs whether the transcript has the probabilities of tokens
 */
public record TranscribeSpec(String path, boolean owned, String model, String language, boolean translate, String prompt, Double temperature,
                      String keepAlive, String output, String format, boolean expendable, boolean words, SubtitleLayout layout,
                      boolean logprobs) {

    static final String TRANSCRIBE = "transcribe";
    static final String TRANSLATE = "translate";

    /** Whether the file must lie in the allowed folders: only files of folder jobs have an output. */
    boolean withinRoots() {
        return output != null;
    }

    String kind() {
        return translate ? TRANSLATE : TRANSCRIBE;
    }

    /** @param parent the job that this one is a part of, or null */
    public NewJob job(String parent, String name, boolean interactive) {
        return new NewJob(kind(), parent, name, interactive, Json.write(this), TranscriptionStatus.accepted(model, language), owned ? path : null,
                expendable);
    }

    public static TranscribeSpec of(JobRow row) {
        return Json.read(row.spec(), TranscribeSpec.class);
    }
}
