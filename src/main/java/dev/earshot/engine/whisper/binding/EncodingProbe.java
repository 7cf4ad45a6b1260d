package dev.earshot.engine.whisper.binding;

import com.sun.jna.Pointer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the model thinks of an encoding before it has said anything, by one more decoder step: the logits right behind a start token, as in OpenAI's
 * {@code whisper/decoding.py}. They tell the language, and how likely there is no speech, which whisper.cpp 1.7 does not tell. And at which temperature it was
 * decoded: whisper.cpp decodes an encoding at the first temperature, and again at the next where that fails; each pass begins with logits
 * ({@code logits_filter_callback}) for no token, so the number of passes tells which was the last. A long window is encoded
 * several times, so each segment is judged before the next encoding ({@code encoder_begin_callback}), when its own is still there, and at the end.
 */
public final class EncodingProbe implements WhisperCallbacks.EncoderBegin {

    private static final double TEMPERATURE_UNITS = 1e4;

    /**
     * Of the encoding of a segment.
     *
     * @param noSpeech    the probability that there is no speech, or null where it could not be found out
     * @param temperature at which it was decoded, or null where it could not be found out
     */
    public record Decoding(Double noSpeech, Double temperature) {
    }

    private final WhisperState state;
    private final int threads;
    private final float temperature;
    private final float step;
    /** Of each segment so far. */
    private final List<Decoding> decodings = new ArrayList<>();
    /** Over the present encoding. */
    private int passes;
    /** Of the present encoding; null where nobody has asked. */
    private Optional<float[]> logits;
    private boolean same;

    /**
     * @param threads     as those of the call
     * @param temperature of the first pass; each further one is at {@code step} more
     */
    public EncodingProbe(WhisperState state, int threads, float temperature, float step) {
        this.state = state;
        this.threads = threads;
        this.temperature = temperature;
        this.step = step;
    }

    @Override
    public byte callback(Pointer context, Pointer itsState, Pointer data) {
        look();
        logits = same ? logits : null;
        same = false;
        passes = 0;
        return WhisperCallbacks.bool(true);
    }

    /** The next encoding is the present one once more. */
    public void encodesTheSame() {
        same = true;
    }

    /** Asks for the segments that came since it was last asked; nothing is decoded where there are none. */
    public void look() {
        int segments = state.segments();
        while (decodings.size() < segments) {
            decodings.add(new Decoding(logits().map(state::noSpeech).orElse(null), lastTemperature()));
        }
    }

    /** Counts the passes. */
    public WhisperCallbacks.LogitsFilter passes() {
        return (context, itsState, tokens, count, itsLogits, data) -> passes += count == 0 ? 1 : 0;
    }

    private Double lastTemperature() {
        return passes == 0 ? null : Math.round((temperature + (passes - 1) * step) * TEMPERATURE_UNITS) / TEMPERATURE_UNITS;
    }

    /** Of a segment that was there when it was last asked. */
    public Decoding of(int segment) {
        return decodings.get(segment);
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
