package dev.earshot.engine.whisper.binding;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;

/**
 * What {@code whisper_full_with_state} calls, as {@code whisper.h} declares it; set with {@link StructBytes#set(String, Callback)} under the name of the
 * field. On the thread that is inside of it. C's {@code bool} is a byte: JNA makes all ones of a Java {@code true}, which the native code does not take for
 * true. What a callback throws is lost.
 */
public final class WhisperCallbacks {

    private static final byte TRUE = 1;
    private static final byte FALSE = 0;

    private WhisperCallbacks() {
    }

    /** As C has it. */
    public static byte bool(boolean value) {
        return value ? TRUE : FALSE;
    }

    /** {@code abort_callback}: asked after each encoding and each decoder step; true ends the call, which then fails. */
    public interface Abort extends Callback {
        byte callback(Pointer data);
    }

    /** {@code new_segment_callback}: so many new segments are the last ones of the state. */
    public interface NewSegment extends Callback {
        void callback(Pointer context, Pointer state, int fresh, Pointer data);
    }

    /** {@code progress_callback}: percent of the samples. */
    public interface PercentDone extends Callback {
        void callback(Pointer context, Pointer state, int percent, Pointer data);
    }

    /** {@code encoder_begin_callback}: false ends the call, which does not fail. */
    public interface EncoderBegin extends Callback {
        byte callback(Pointer context, Pointer state, Pointer data);
    }

    /**
     * {@code logits_filter_callback}: may change the logits, floats, one a token of the vocabulary, before a token is chosen.
     * {@code tokens} are {@code count} of {@code whisper_token_data}, chosen so far.
     */
    public interface LogitsFilter extends Callback {
        void callback(Pointer context, Pointer state, Pointer tokens, int count, Pointer logits, Pointer data);
    }
}
