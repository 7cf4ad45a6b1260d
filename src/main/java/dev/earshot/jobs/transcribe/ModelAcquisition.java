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

/** The model of a transcription: downloaded where it is not here, then held until it is released. Belongs to the module's thread. */
final class ModelAcquisition {

    private final TranscriptionContext context;
    private final ActiveJob job;
    private final TranscribeSpec spec;
    private final BooleanSupplier wanted;
    private String lease;
    private String model;
    private Integer windowSeconds;

    /** @param wanted whether the work on the job still goes on */
    ModelAcquisition(TranscriptionContext context, ActiveJob job, TranscribeSpec spec, BooleanSupplier wanted) {
        this.context = context;
        this.job = job;
        this.spec = spec;
        this.wanted = wanted;
    }

    /** Whether the model is here; if not, the job waits for its download, and the work on it is over. */
    Future<Boolean> ensure() {
        return context.bus().request(ModelMessages.ENSURE, new ModelMessages.EnsureModel(spec.model(), false)).map(ensured -> {
            if (ensured.source() != null && wanted.getAsBoolean()) {
                download(ensured);
            }
            return ensured.source() == null;
        });
    }

    private void download(EnsuredModel ensured) {
        ActiveJob download = context.scheduler().submit(DownloadJobs.job(ensured, job.id()));
        context.scheduler().log(job, "model " + ensured.model() + " is not here, downloading " + megabytes(DownloadSpec.of(ensured).bytes()));
        context.scheduler().waits().await(job, download.id(), ended -> verdict(ended, ensured.instead()));
    }

    /** @param instead a model that is here, or null */
    private static Fault verdict(JobRow download, String instead) {
        return switch (download.state()) {
            case COMPLETED -> null;
            case CANCELLED -> new Fault(Fault.Code.DOWNLOAD_FAILED, "The download of the model " + DownloadStatus.of(download.status()).model()
                    + " was cancelled. Resume the job to start it again.");
            default -> new Fault(Fault.Code.DOWNLOAD_FAILED, "The model " + DownloadStatus.of(download.status()).model() + " cannot be downloaded now: "
                    + download.error().message() + (instead == null ? "" : " " + instead + " is here and can be used instead."));
        };
    }

    /** Loads and holds the model; one that comes when it is not wanted any more is released at once. */
    Future<Void> acquire() {
        long asked = System.nanoTime();
        context.scheduler().log(job, "loading " + spec.model());
        return context.bus().request(ModelMessages.ACQUIRE, new ModelMessages.AcquireModel(spec.model(), spec.keepAlive(), job.id()),
                context.loadTimeout().plus(AudioReader.LIMIT)).map(granted -> {
                    onGranted(granted, Duration.ofNanos(System.nanoTime() - asked).toMillis());
                    return null;
                });
    }

    private void onGranted(ModelLease granted, long loadingMs) {
        lease = granted.lease();
        model = granted.model();
        windowSeconds = granted.windowSeconds();
        if (wanted.getAsBoolean()) {
            context.renewals().add(job.id(), granted);
            job.update(status -> TranscriptionStatus.using(status, model, granted.notice()).timed(timing -> timing.loaded(loadingMs)));
            context.scheduler().log(job, "transcribing with " + model);
        } else {
            release();
        }
    }

    /** The model that is held, which may be another than was asked for. */
    String model() {
        return model;
    }

    /** Of the longest window that this model hears well, in seconds, or null. */
    Integer windowSeconds() {
        return windowSeconds;
    }

    /** Completes after the first attempt; see {@link LeaseReleases}. */
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
