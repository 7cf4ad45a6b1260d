package dev.earshot.jobs.transcribe;

import dev.earshot.audio.AudioMessages;
import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.bus.PcmMessage;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.speech.Priority;
import io.vertx.core.Future;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The file of a transcription, read behind what is done of it, and again where its decoder is lost. Belongs to the module's thread. */
public final class AudioReader {

    public static final Duration LIMIT = Duration.ofMinutes(15);

    private final TranscriptionContext context;
    private final ActiveJob job;
    private final TranscribeSpec spec;
    private final BooleanSupplier wanted;
    private final DecoderLosses losses = new DecoderLosses();
    private String session;

    /** @param wanted whether the work on the job still goes on */
    AudioReader(TranscriptionContext context, ActiveJob job, TranscribeSpec spec, BooleanSupplier wanted) {
        this.context = context;
        this.job = job;
        this.spec = spec;
        this.wanted = wanted;
    }

    /** Opens the file; one that opens when it is not wanted any more is closed at once. */
    Future<Void> open() {
        return context.bus().request(AudioMessages.OPEN, opening(), LIMIT).map(opened -> {
            session = opened.session();
            if (wanted.getAsBoolean()) {
                job.update(status -> TranscriptionStatus.lasting(status, opened.duration()));
            } else {
                close();
            }
            return (Void) null;
        }).recover(error -> wanted.getAsBoolean() && allowsAnother(error) ? open() : Future.failedFuture(error));
    }

    private AudioMessages.OpenAudio opening() {
        Priority priority = job.row().interactive() ? Priority.INTERACTIVE : Priority.BATCH;
        return new AudioMessages.OpenAudio(spec.path(), job.row().status().position(), priority, spec.withinRoots() ? context.folders().names() : null);
    }

    /** @param longest seconds of the window at most, or null for what is configured */
    Future<PcmMessage<AudioWindow>> next(Integer longest) {
        return context.bus().request(AudioMessages.NEXT, new AudioMessages.NextWindow(session, longest), LIMIT);
    }

    /** Whether an error says nothing of the file, so that it is worth opening again; see {@link DecoderLosses}. */
    boolean allowsAnother(Throwable error) {
        return losses.allowAnother(job.row(), error);
    }

    /** A window is done. */
    void progressed() {
        losses.progressed();
    }

    /** Completes after the first attempt; see {@link LeaseReleases}. */
    Future<?> close() {
        if (session == null) {
            return Future.succeededFuture();
        }
        AudioMessages.CloseAudio close = new AudioMessages.CloseAudio(session);
        session = null;
        return context.releases().release(job.id(), "file", () -> context.bus().request(AudioMessages.CLOSE, close));
    }
}
