package dev.earshot.jobs.download;

import dev.earshot.jobs.JobDetailMessages.DownloadDetails;
import dev.earshot.jobs.store.JobStatus;

/**
 * How far a download is. Pure.
 *
 * @param model that it fetches
 */
public record DownloadStatus(String model, DownloadDetails transfer) {

    static JobStatus accepted(String model, DownloadSpec spec) {
        return JobStatus.of(new DownloadStatus(model, new DownloadDetails(spec.files().get(0).sha256(), 0, spec.bytes(), null, null)));
    }

    public static DownloadStatus of(JobStatus status) {
        return status.details(DownloadStatus.class);
    }

    /** How far it is; the speed and the rest of the time are null while nothing moves. */
    static JobStatus received(JobStatus status, long bytes, Double bytesPerSecond, Double secondsLeft) {
        return status.with(DownloadStatus.class, own -> new DownloadStatus(own.model,
                new DownloadDetails(own.transfer.sha256(), bytes, own.transfer.total(), bytesPerSecond, secondsLeft)));
    }

    static JobStatus withoutLiveFields(JobStatus status) {
        return received(status, of(status).transfer.received(), null, null);
    }
}
