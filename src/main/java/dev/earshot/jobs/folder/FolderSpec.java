package dev.earshot.jobs.folder;

/**
 * What a folder job is asked to do.
 *
 * @param path     real path of the folder
 * @param output   folder for the transcripts, or null for beside the files
 * @param model    as resolved; {@code language} too
 * @param format   a {@link dev.earshot.transcript.TranscriptFormat}
 */
public record FolderSpec(String path, String output, String format, String model, String language, boolean translate, String prompt) {
}
