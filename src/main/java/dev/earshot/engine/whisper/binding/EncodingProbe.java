package dev.earshot.engine.whisper.binding;

import com.sun.jna.Pointer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the model thinks of an encoding before it has said anything, by one more decoder step: the logits right behind a start token, as in OpenAI's
 * {@code whisper/decoding.py}. They tell the language, and how likely there is no speech, which whisper.cpp 1.7 does not tell. A long window is encoded
 * several times, so each segment is judged before the next encoding ({@code encoder_begin_callback}), when its own is still there, and at the end.
 */
public final class EncodingProbe implements WhisperCallbacks.EncoderBegin {

    private final WhisperState state;
    private final int threads;
    /** Of each segment so far; null where it could not be found out. */
    private final List<Double> noSpeech = new ArrayList<>();
    /** Of the present encoding; null where nobody has asked. */
    private Optional<float[]> logits;
    private boolean same;

    /** @param threads as those of the call */
    public EncodingProbe(WhisperState state, int threads) {
        this.state = state;
        this.threads = threads;
    }

    @Override
    public byte callback(Pointer context, Pointer itsState, Pointer data) {
        look();
        logits = same ? logits : null;
        same = false;
        return WhisperCallbacks.bool(true);
    }

    /** The next encoding is the present one once more. */
    public void encodesTheSame() {
        same = true;
    }

    /** Asks for the segments that came since it was last asked; nothing is decoded where there are none. */
    public void look() {
        int segments = state.segments();
        while (noSpeech.size() < segments) {
            noSpeech.add(logits().map(state::noSpeech).orElse(null));
        }
    }

    /** How likely there is no speech where a segment is, which was there when it was last asked: 0 to 1; null where it could not be found out. */
    public Double noSpeech(int segment) {
        return noSpeech.get(segment);
    }

    /** Of the present encoding, of a multilingual model; empty where it cannot be found out. */
    Optional<DetectedLanguage> language() {
        return logits().map(state::language);
    }

    private Optional<float[]> logits() {
        if (logits == null) {
            logits = state.startLogits(threads);
        }
        return logits;
    }
}
