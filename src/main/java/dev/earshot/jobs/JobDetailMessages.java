package dev.earshot.jobs;

import dev.earshot.jobs.JobMessages.JobState;

/** What a {@link JobMessages.Job} of one kind has in addition to the others. */
public final class JobDetailMessages {

    private JobDetailMessages() {
    }

    /**
     * A download, for those who wait for it.
     *
     * @param job            its id
     * @param model          what it fetches
     * @param received       bytes that are there
     * @param bytesPerSecond of late; absent while nothing moves
     * @param secondsLeft    at that rate
     */
    public record DownloadProgress(String job, String model, JobState state, long received, long total, Double bytesPerSecond, Double secondsLeft) {
    }

    /**
     * @param sha256         of the whole file, or of the first one where the model has several
     * @param received       bytes that are there, of all files together, as {@code total} is
     * @param bytesPerSecond of late; absent while nothing moves
     * @param secondsLeft    at that rate
     */
    public record DownloadDetails(String sha256, long received, long total, Double bytesPerSecond, Double secondsLeft) {
    }

    /** What is done with a folder: it is found out what there is to do, then it is done. */
    public enum FolderPhase { DISCOVERY, TRANSCRIPTION }

    /**
     * @param files   media files found
     * @param done    transcribed by this job
     * @param failed  that could not be; the children say why
     * @param current already transcribed: whose transcript was there, and not older than the file
     * @param refused links that lead out of the configured roots
     * @param seconds of audio to be transcribed, as far as the files tell
     */
    public record FolderDetails(FolderPhase phase, int files, int done, int failed, int current, int refused, double seconds) {
    }
}
