package dev.earshot.jobs;

import dev.earshot.audio.AudioMessages;
import dev.earshot.audio.AudioMessages.Window;
import dev.earshot.bus.Sound;
import io.vertx.core.Future;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The file of a transcription, read behind what is done of it, and again where its decoder is lost. Belongs to the room's thread. */
final class AudioReader {

    static final Duration LIMIT = Duration.ofMinutes(15);

    private final Transcriptions room;
    private final Run run;
    private final TranscribeSpec spec;
    private final BooleanSupplier wanted;
    private final DecoderLosses losses = new DecoderLosses();
    private String session;

    /** @param wanted whether the work on the job still goes on */
    AudioReader(Transcriptions room, Run run, TranscribeSpec spec, BooleanSupplier wanted) {
        this.room = room;
        this.run = run;
        this.spec = spec;
        this.wanted = wanted;
    }

    /** Opens the file; one that opens when it is not wanted any more is closed at once. */
    Future<Void> open() {
        return room.bus().request(AudioMessages.OPEN, room.opening(spec, run.row().interactive(), run.row().status().position()), LIMIT).map(opened -> {
            session = opened.session();
            if (wanted.getAsBoolean()) {
                run.row(run.row().at(run.row().status().lasting(opened.duration())));
            } else {
                close();
            }
            return (Void) null;
        }).recover(error -> wanted.getAsBoolean() && allowsAnother(error) ? open() : Future.failedFuture(error));
    }

    /** @param longest seconds of the window at most, or null for what is configured */
    Future<Sound<Window>> next(Integer longest) {
        return room.bus().request(AudioMessages.NEXT, new AudioMessages.Next(session, longest), LIMIT);
    }

    /** Whether an error says nothing of the file, so that it is worth opening again; see {@link DecoderLosses}. */
    boolean allowsAnother(Throwable error) {
        return losses.allowAnother(run.row(), error);
    }

    /** A window is done. */
    void progressed() {
        losses.progressed();
    }

    /** Completes after the first attempt; see {@link Releases}. */
    Future<?> close() {
        if (session == null) {
            return Future.succeededFuture();
        }
        AudioMessages.Close close = new AudioMessages.Close(session);
        session = null;
        return room.releases().release(run.id(), "file", () -> room.bus().request(AudioMessages.CLOSE, close));
    }
}
