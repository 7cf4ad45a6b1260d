package dev.earshot.jobs.transcribe;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.download.DownloadJobs;
import dev.earshot.jobs.download.DownloadSpec;
import dev.earshot.jobs.download.DownloadStatus;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.EnsuredModel;
import dev.earshot.models.ModelMessages.ModelLease;
import io.vertx.core.Future;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The model of one transcription: downloaded where it is not installed, then leased until it is released. Belongs to the module's thread. */
final class ModelAcquisition {

    private final TranscriptionContext context;
    private final ActiveJob job;
    private final TranscribeSpec spec;
    private final BooleanSupplier isActive;
    private String lease;
    private String model;
    private Integer windowSeconds;

    /** @param wanted whether the job is still executed */
    ModelAcquisition(TranscriptionContext context, ActiveJob job, TranscribeSpec spec, BooleanSupplier wanted) {
        this.context = context;
        this.job = job;
        this.spec = spec;
        this.isActive = wanted;
    }

    /** False where the model is not installed: the job has then been stopped, and continues after the download. */
    Future<Boolean> ensureInstalled() {
        return context.bus().request(ModelMessages.ENSURE, new ModelMessages.EnsureModel(spec.model(), false)).map(ensured -> {
            if (ensured.source() != null && isActive.getAsBoolean()) {
                download(ensured);
            }
            return ensured.source() == null;
        });
    }

    private void download(EnsuredModel ensured) {
        ActiveJob download = context.scheduler().submit(DownloadJobs.job(ensured, job.id()));
        context.scheduler().log(job, "model " + ensured.model() + " is not installed, downloading " + megabytes(DownloadSpec.of(ensured).bytes()));
        context.scheduler().waits().await(job, download.id(), ended -> failureOf(ended, ensured.instead()));
    }

    /** @param instead an installed model that could be used, or null */
    private static Fault failureOf(JobRow download, String instead) {
        return switch (download.state()) {
            case COMPLETED -> null;
            case CANCELLED -> new Fault(Fault.Code.DOWNLOAD_FAILED, "The download of the model " + DownloadStatus.of(download.status()).model()
                    + " was cancelled. Resume the job to start it again.");
            default -> new Fault(Fault.Code.DOWNLOAD_FAILED, "The model " + DownloadStatus.of(download.status()).model() + " cannot be downloaded now: "
                    + download.error().message() + (instead == null ? "" : " " + instead + " is here and can be used instead."));
        };
    }

    /** Acquires a lease on the model, which loads it; releases it again where the job has been stopped meanwhile. */
    Future<Void> acquire() {
        long requestedAt = System.nanoTime();
        context.scheduler().log(job, "loading " + spec.model());
        return context.bus().request(ModelMessages.ACQUIRE, new ModelMessages.AcquireModel(spec.model(), spec.keepAlive(), job.id()),
                context.loadTimeout().plus(AudioReader.TIMEOUT)).map(granted -> {
                    onGranted(granted, Duration.ofNanos(System.nanoTime() - requestedAt).toMillis());
                    return null;
                });
    }

    private void onGranted(ModelLease granted, long loadingMs) {
        lease = granted.lease();
        model = granted.model();
        windowSeconds = granted.windowSeconds();
        if (isActive.getAsBoolean()) {
            context.renewals().add(job.id(), granted);
            job.update(status -> TranscriptionStatus.withModel(status, model, granted.notice()).withTiming(timing -> timing.loaded(loadingMs)));
            context.scheduler().log(job, "transcribing with " + model);
        } else {
            release();
        }
    }

    /** The model that was acquired, which may be smaller than the one requested. */
    String model() {
        return model;
    }

    /** The longest window that this model recognises well, in seconds; null for no limit of its own. */
    Integer windowSeconds() {
        return windowSeconds;
    }

    /** Completes after the first attempt; see {@link dev.earshot.jobs.queue.LeaseReleases}. */
    Future<?> release() {
        if (lease == null) {
            return Future.succeededFuture();
        }
        context.renewals().remove(lease);
        ModelMessages.ReleaseModel release = new ModelMessages.ReleaseModel(lease);
        lease = null;
        return context.releases().release(job.id(), "model", () -> context.bus().request(ModelMessages.RELEASE, release));
    }

    private static String megabytes(long bytes) {
        return Math.max(1, Math.round(bytes / 1e6)) + " MB";
    }
}
