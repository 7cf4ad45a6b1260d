package dev.earshot.jobs.queue;

import dev.earshot.jobs.JobDetailMessages.DownloadDetails;
import dev.earshot.jobs.JobDetailMessages.FolderDetails;
import dev.earshot.jobs.JobMessages.PartialWindow;
import dev.earshot.speech.Segment;

import java.util.List;

/**
 * The part of a job's view that its type provides, with the fields of {@link dev.earshot.jobs.JobMessages.Job}; null for what it does not have.
 *
 * @param progress 0 to 1, or null while unknown; ignored for a completed job, whose progress is 1
 */
public record JobView(Double progress, Double position, Double duration, String model, String language, Double languageProbability,
                      DownloadDetails transfer, FolderDetails folder, String text, List<Segment> segments, PartialWindow partial) {

    /** With a progress and a model, either of which may be null. */
    public static JobView of(Double progress, String model) {
        return new JobView(progress, null, null, model, null, null, null, null, null, null, null);
    }

    public JobView with(String newText, List<Segment> newSegments) {
        return new JobView(progress, position, duration, model, language, languageProbability, transfer, folder, newText, newSegments, partial);
    }

    /** The progress of a part of a whole; null where the whole is not known. */
    public static Double share(double part, double whole) {
        return whole <= 0 ? null : Math.min(1, Math.max(0, part / whole));
    }
}
