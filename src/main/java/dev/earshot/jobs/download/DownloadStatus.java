package dev.earshot.jobs.download;

import dev.earshot.jobs.JobDetailMessages.DownloadDetails;
import dev.earshot.jobs.store.JobStatus;

/**
 * The part of a job's status that only downloads have. Pure.
 *
 * @param model that is downloaded
 */
public record DownloadStatus(String model, DownloadDetails transfer) {

    static JobStatus accepted(String model, DownloadSpec spec) {
        return JobStatus.of(new DownloadStatus(model, new DownloadDetails(spec.files().get(0).sha256(), 0, spec.bytes(), null, null)));
    }

    public static DownloadStatus of(JobStatus status) {
        return status.details(DownloadStatus.class);
    }

    /** Sets the progress; the rate and the remaining time are null while nothing is transferred. */
    static JobStatus received(JobStatus status, long bytes, Double bytesPerSecond, Double secondsLeft) {
        return status.withDetails(DownloadStatus.class, own -> new DownloadStatus(own.model,
                new DownloadDetails(own.transfer.sha256(), bytes, own.transfer.total(), bytesPerSecond, secondsLeft)));
    }

    static JobStatus withoutLiveFields(JobStatus status) {
        return received(status, of(status).transfer.received(), null, null);
    }
}
