package dev.earshot.jobs.folder;

import dev.earshot.bus.Json;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.NewJob;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.transcribe.TranscribeSpec;
import dev.earshot.transcript.SubtitleLayout;

import java.nio.file.Path;

/**
 * What a folder job is to do.
 *
 * @param path     real path of the folder
 * @param output   folder for the transcripts, or null to put them beside the files
 * @param model    as resolved
 * @param language a code, or {@code auto}
 * @param words    whether the transcripts have the times of words
 * @param logprobs whether the transcripts have the probabilities of tokens
 * @param format   a {@link dev.earshot.transcript.TranscriptFormat}
 * @param layout   of subtitles; null for that which most take
 */
record FolderSpec(String path, String output, String format, String model, String language, boolean translate, String prompt,
                  boolean words, SubtitleLayout layout, boolean logprobs) {

    static FolderSpec of(JobRow row) {
        return Json.read(row.spec(), FolderSpec.class);
    }

    /** The job that transcribes one of its files. */
    NewJob child(ActiveJob folder, String name, Path file, Path transcript) {
        return new TranscribeSpec(file.toString(), false, model, language, translate, prompt, null, null, transcript.toString(), format, false, words,
                layout, logprobs).job(folder.id(), name, folder.row().interactive());
    }
}
