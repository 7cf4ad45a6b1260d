package dev.earshot.engine.whisper;

import dev.earshot.engine.whisper.binding.StructBytes;
import dev.earshot.speech.AlignmentHead;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How whisper.cpp is to find tokens in the audio (dynamic time warping over the attention of some heads). It belongs to a loaded model, whose
 * parameters have to stay as long as the model does. Pure.
 *
 * @param heads  of the model, or none for those of its top layer
 * @param layers of the model's text decoder
 * @param width  heads of each of them
 */
record TokenAlignment(List<AlignmentHead> heads, int layers, int width) {

    /** {@code enum whisper_alignment_heads_preset}. */
    private static final int TOP_MOST = 1;
    private static final int CUSTOM = 2;
    /** Text and audio positions of any model. */
    private static final long TOKENS = 448;
    private static final long POSITIONS = AudioContext.FULL;
    /** The attention as it is, normalised, and filtered; and one of reserve. */
    private static final long COPIES = 4;
    /** What is one for all heads: costs, the way back, graphs. */
    private static final long COMMON_BYTES = 64L << 20;

    /** Heads that the model does not have would be memory that is something else: then none of them counts. */
    TokenAlignment {
        int deepest = layers;
        int widest = width;
        boolean fitting = heads.stream().allMatch(head -> head.layer() >= 0 && head.layer() < deepest && head.head() >= 0 && head.head() < widest);
        heads = fitting ? List.copyOf(heads) : List.of();
    }

    /** Asks for it in {@code whisper_context_params}. */
    StructBytes in(StructBytes params) {
        // Flash attention, which newer versions have on, keeps no attention to look at.
        params.set("flash_attn", false).set("dtw_token_timestamps", true).set("dtw_mem_size", bytes());
        if (heads.isEmpty()) {
            return params.set("dtw_aheads_preset", TOP_MOST).set("dtw_n_top", 1);
        }
        int[] pairs = heads.stream().flatMapToInt(head -> IntStream.of(head.layer(), head.head())).toArray();
        return params.set("dtw_aheads_preset", CUSTOM).set("dtw_aheads.n_heads", (long) heads.size()).set("dtw_aheads.heads", pairs);
    }

    /** Bytes for one window; with too few the process would end. What is not needed is not touched. */
    long bytes() {
        return COMMON_BYTES + COPIES * (heads.isEmpty() ? width : heads.size()) * TOKENS * POSITIONS * Float.BYTES;
    }
}
