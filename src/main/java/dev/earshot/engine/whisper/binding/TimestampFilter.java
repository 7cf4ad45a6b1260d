package dev.earshot.engine.whisper.binding;

import com.sun.jna.Pointer;

/**
 * No timestamp closes a segment within 0.14 s of the beginning. Alignment smooths over 7 positions of 20 ms, and an
 * assertion ends the process where there are not more of them. The first token may be any, for it opens.
 */
final class TimestampFilter implements WhisperCallbacks.LogitsFilter {

    /** {@code <|0.00|>} to {@code <|0.14|>}. */
    private static final int TOO_EARLY = 8;

    private final int first;
    private final WhisperCallbacks.LogitsFilter before;

    /**
     * @param first  the token of 0.00 s
     * @param before asked first
     */
    TimestampFilter(int first, WhisperCallbacks.LogitsFilter before) {
        this.first = first;
        this.before = before;
    }

    @Override
    public void callback(Pointer context, Pointer state, Pointer tokens, int count, Pointer logits, Pointer data) {
        before.callback(context, state, tokens, count, logits, data);
        if (count > 0) {
            for (int token = first; token < first + TOO_EARLY; token++) {
                logits.setFloat((long) token * Float.BYTES, Float.NEGATIVE_INFINITY);
            }
        }
    }
}
