package dev.earshot.jobs.store;

import dev.earshot.jobs.JobMessages.DownloadDetails;
import dev.earshot.jobs.JobMessages.FolderDetails;
import dev.earshot.jobs.JobMessages.LogLine;
import dev.earshot.transcript.Timing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * How far a job is; each kind fills in what it has. The fields are those of {@link JobMessages.Job}.
 *
 * @param model    the model that it uses or fetches
 * @param position seconds of the file that are done
 * @param duration seconds of the whole file, or null until known
 * @param notice   what the user should know of how it is done, or null
 * @param timing   null until it began
 * @param log      at most 50 lines; they are written with the next change that is
 */
public record JobStatus(String model, String language, Double position, Double duration, DownloadDetails transfer, FolderDetails folder, String notice,
              Timing timing, List<LogLine> log) {

    private static final int MOST_LINES = 50;
    private static final int LONGEST_LINE = 300;

    public JobStatus {
        log = log == null ? List.of() : List.copyOf(log);
    }

    public static JobStatus transcription(String model, String language) {
        return new JobStatus(model, language, 0.0, null, null, null, null, null, null);
    }

    public static JobStatus download(String model, long bytes, String sha256) {
        return new JobStatus(model, null, null, null, new DownloadDetails(sha256, 0, bytes, null, null), null, null, null, null);
    }

    public static JobStatus folder(String model, String language) {
        return new JobStatus(model, language, null, null, null, FolderProgress.NOTHING, null, null, null);
    }

    public JobStatus at(double newPosition, Double newDuration, String newLanguage) {
        return new JobStatus(model, newLanguage, newPosition, newDuration, transfer, folder, notice, timing, log);
    }

    /** The model that is really used, and what is to be known of that, or null. */
    public JobStatus using(String newModel, String newNotice) {
        return new JobStatus(newModel, language, position, duration, transfer, folder, newNotice, timing, log);
    }

    /** The file turned out to be damaged or cut off; what is known already stays said. */
    public JobStatus incomplete(double heard) {
        String all = duration == null || duration < heard + 1 ? "" : " of " + length(duration);
        String sentence = "Only the first " + length(heard) + all + " could be decoded; the file is damaged or cut off.";
        return notice != null && notice.contains(sentence) ? this : using(model, notice == null ? sentence : notice + " " + sentence);
    }

    private static String length(double seconds) {
        return seconds < 120 ? String.format(Locale.ROOT, "%.1f s", seconds)
                : String.format(Locale.ROOT, "%d:%02d:%02d", (long) seconds / 3600, (long) seconds / 60 % 60, (long) seconds % 60);
    }

    public JobStatus lasting(Double newDuration) {
        return new JobStatus(model, language, position, newDuration, transfer, folder, notice, timing, log);
    }

    /** How far a download is; the speed and the rest of the time are null while nothing moves. */
    public JobStatus received(long bytes, Double bytesPerSecond, Double secondsLeft) {
        DownloadDetails moved = new DownloadDetails(transfer.sha256(), bytes, transfer.total(), bytesPerSecond, secondsLeft);
        return new JobStatus(model, language, position, duration, moved, folder, notice, timing, log);
    }

    /** As it is while nobody works on it. */
    public JobStatus atRest() {
        return transfer == null ? this : received(transfer.received(), null, null);
    }

    public JobStatus found(FolderDetails newFolder) {
        return new JobStatus(model, language, position, duration, transfer, newFolder, notice, timing, log);
    }

    public JobStatus noticed(String newNotice) {
        return using(model, newNotice);
    }

    public JobStatus timed(UnaryOperator<Timing> change) {
        return new JobStatus(model, language, position, duration, transfer, folder, notice, change.apply(timing == null ? Timing.NONE : timing), log);
    }

    /** One more line; of more than {@value #MOST_LINES} the first and the newest stay. */
    JobStatus logged(LogLine line) {
        List<LogLine> lines = new ArrayList<>(log);
        lines.add(line.message().length() <= LONGEST_LINE ? line : new LogLine(line.at(), line.message().substring(0, LONGEST_LINE) + "..."));
        if (lines.size() > MOST_LINES) {
            lines.remove(1);
        }
        return new JobStatus(model, language, position, duration, transfer, folder, notice, timing, lines);
    }
}
