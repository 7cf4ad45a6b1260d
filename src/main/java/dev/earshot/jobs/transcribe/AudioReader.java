package dev.earshot.jobs.transcribe;

import dev.earshot.audio.AudioMessages;
import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.bus.PcmMessage;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.speech.Priority;
import io.vertx.core.Future;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Reads the file of one transcription, from behind the windows that are finished. Belongs to the module's thread. */
public final class AudioReader {

    public static final Duration TIMEOUT = Duration.ofMinutes(15);

    private final TranscriptionContext context;
    private final ActiveJob job;
    private final TranscribeSpec spec;
    private final BooleanSupplier isActive;
    private final DecoderRetries losses = new DecoderRetries();
    private String session;

    /** @param wanted whether the job is still executed */
    AudioReader(TranscriptionContext context, ActiveJob job, TranscribeSpec spec, BooleanSupplier wanted) {
        this.context = context;
        this.job = job;
        this.spec = spec;
        this.isActive = wanted;
    }

    /** Opens the file; closes it again where the job has been stopped meanwhile. */
    Future<Void> open() {
        return context.bus().request(AudioMessages.OPEN, openRequest(), TIMEOUT).map(opened -> {
            session = opened.session();
            if (isActive.getAsBoolean()) {
                job.update(status -> TranscriptionStatus.withDuration(status, opened.duration()));
            } else {
                close();
            }
            return (Void) null;
        }).recover(error -> isActive.getAsBoolean() && shouldReopen(error) ? open() : Future.failedFuture(error));
    }

    private AudioMessages.OpenAudio openRequest() {
        Priority priority = job.row().interactive() ? Priority.INTERACTIVE : Priority.BATCH;
        return new AudioMessages.OpenAudio(spec.path(), job.row().status().position(), priority, spec.withinRoots() ? context.folders().names() : null);
    }

    /** @param maxSeconds of the window, or null for what is configured */
    Future<PcmMessage<AudioWindow>> next(Integer maxSeconds) {
        return context.bus().request(AudioMessages.NEXT, new AudioMessages.NextWindow(session, maxSeconds), TIMEOUT);
    }

    /** Whether to open the file again after an error; counts as a retry where it is. */
    boolean shouldReopen(Throwable error) {
        return losses.shouldReopen(job.row(), error);
    }

    void onWindowDone() {
        losses.onWindowDone();
    }

    /** Completes after the first attempt; see {@link dev.earshot.jobs.queue.LeaseReleases}. */
    Future<?> close() {
        if (session == null) {
            return Future.succeededFuture();
        }
        AudioMessages.CloseAudio close = new AudioMessages.CloseAudio(session);
        session = null;
        return context.releases().release(job.id(), "file", () -> context.bus().request(AudioMessages.CLOSE, close));
    }
}
