package dev.earshot.engine.whisper.binding;

import com.sun.jna.Pointer;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How likely there is no speech where segments were heard, which whisper.cpp 1.7 does not tell: as in OpenAI's {@code whisper/decoding.py} the
 * probability of the no-speech token right behind a start token, which is one more decoder step over an encoding. A long window is encoded several
 * times, so it is looked at before each encoding ({@code encoder_begin_callback}), when the one before is still there, and at the end.
 */
public final class NoSpeechProbe implements WhisperCallbacks.EncoderBegin {

    private final WhisperState state;
    private final int threads;
    /** Of each segment so far; null where it could not be found out. */
    private final List<Double> probabilities = new ArrayList<>();
    /** Of the present encoding; null where nobody has asked. */
    private OptionalDouble encoding;

    /** @param threads as those of the call */
    public NoSpeechProbe(WhisperState state, int threads) {
        this.state = state;
        this.threads = threads;
    }

    @Override
    public byte callback(Pointer context, Pointer itsState, Pointer data) {
        look();
        encoding = null;
        return WhisperCallbacks.bool(true);
    }

    /** Asks for the segments that came since it was last asked; nothing is decoded where there are none. */
    public void look() {
        int segments = state.segments();
        while (probabilities.size() < segments) {
            if (encoding == null) {
                encoding = state.noSpeechProbability(threads);
            }
            probabilities.add(encoding.isPresent() ? (Double) encoding.getAsDouble() : null);
        }
    }

    /** Of a segment that was there when it was last asked, 0 to 1; null where it could not be found out. */
    public Double of(int segment) {
        return probabilities.get(segment);
    }
}
