package dev.earshot.engine.whisper.binding;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;

/**
 * {@code whisper_logits_filter_callback}: no timestamp closes a segment within 0.14 s of the beginning. Alignment smooths over 7 positions of 20 ms, and an
 * assertion ends the process where there are not more of them. The first token may be any, for it opens.
 */
final class TimestampFilter implements Callback {

    /** {@code <|0.00|>} to {@code <|0.14|>}. */
    private static final int TOO_EARLY = 8;

    private final int first;

    /** @param first the token of 0.00 s */
    TimestampFilter(int first) {
        this.first = first;
    }

    /** By native code, before each token. */
    public void callback(Pointer context, Pointer state, Pointer tokens, int count, Pointer logits, Pointer data) {
        if (count > 0) {
            for (int token = first; token < first + TOO_EARLY; token++) {
                logits.setFloat((long) token * Float.BYTES, Float.NEGATIVE_INFINITY);
            }
        }
    }
}
