package dev.earshot.engine.whisper.binding;

import dev.earshot.engine.whisper.binding.CStruct.Type;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the versions of whisper.cpp lay out what its functions take by value (their {@code include/whisper.h}), and what stands in it by default
 * ({@code whisper_full_default_params}, {@code whisper_context_default_params}). A newer version is a constant here. Pure.
 */
enum WhisperLayout {

    /** The packaged one. It has no {@code whisper_version}, so that this stands for all that have none. */
    V1_7("1.7.1", "1\\.7\\.[0-3]", full(false, false), context(false)),
    /** Speech detection, and flash attention by default. */
    V1_8_0("1.8.0", "1\\.8\\.0(-.*)?", full(false, true), context(true)),
    /** A prompt that is carried on, since 1.8.1. */
    V1_9("1.9.3", "1\\.(8\\.[1-9]\\d*|9\\.\\d+)(-.*)?", full(true, true), context(true));

    private final String version;
    private final Pattern versions;
    private final CStruct full;
    private final CStruct context;

    WhisperLayout(String version, String versions, CStruct full, CStruct context) {
        this.version = version;
        this.versions = Pattern.compile(versions);
        this.full = full;
        this.context = context;
    }

    /** @param version as {@code whisper_version} tells it; null where there is no such function */
    static Optional<WhisperLayout> of(String version) {
        for (WhisperLayout layout : values()) {
            if (version == null || layout.versions.matcher(version).matches()) {
                return Optional.of(layout);
            }
        }
        return Optional.empty();
    }

    /** The versions, in words. */
    static String known() {
        return Stream.of(values()).map(WhisperLayout::version).collect(Collectors.joining(", "));
    }

    /** The version that it was read from. */
    String version() {
        return version;
    }

    /** Whether a GPU that shares the processor's memory is taken for a GPU. */
    boolean integratedGpus() {
        return this == V1_9;
    }

    /** {@code whisper_full_params}. */
    CStruct full() {
        return full;
    }

    /** {@code whisper_context_params}. */
    CStruct context() {
        return context;
    }

    private static CStruct context(boolean flashAttention) {
        return new CStruct().field("use_gpu", Type.BOOL, 1).field("flash_attn", Type.BOOL, flashAttention ? 1 : 0).zero(Type.INT, "gpu_device")
                .zero(Type.BOOL, "dtw_token_timestamps").zero(Type.INT, "dtw_aheads_preset").field("dtw_n_top", Type.INT, -1)
                .zero(Type.SIZE, "dtw_aheads.n_heads").zero(Type.POINTER, "dtw_aheads.heads").field("dtw_mem_size", Type.SIZE, 128 * 1024 * 1024);
    }

    /**
     * @param carry with a prompt that is carried on
     * @param vad   with speech detection
     */
    private static CStruct full(boolean carry, boolean vad) {
        CStruct struct = new CStruct()
                .field("strategy", Type.INT, null).field("n_threads", Type.INT, null).field("n_max_text_ctx", Type.INT, 16384)
                .zero(Type.INT, "offset_ms", "duration_ms")
                .zero(Type.BOOL, "translate").field("no_context", Type.BOOL, 1).zero(Type.BOOL, "no_timestamps", "single_segment", "print_special")
                .field("print_progress", Type.BOOL, 1).zero(Type.BOOL, "print_realtime").field("print_timestamps", Type.BOOL, 1)
                .zero(Type.BOOL, "token_timestamps").field("thold_pt", Type.FLOAT, 0.01f).field("thold_ptsum", Type.FLOAT, 0.01f)
                .zero(Type.INT, "max_len").zero(Type.BOOL, "split_on_word").zero(Type.INT, "max_tokens")
                .zero(Type.BOOL, "debug_mode").zero(Type.INT, "audio_ctx").zero(Type.BOOL, "tdrz_enable")
                .zero(Type.POINTER, "suppress_regex", "initial_prompt");
        if (carry) {
            struct.zero(Type.BOOL, "carry_initial_prompt");
        }
        struct.zero(Type.POINTER, "prompt_tokens").zero(Type.INT, "prompt_n_tokens")
                .field("language", Type.POINTER, null).zero(Type.BOOL, "detect_language").field("suppress_blank", Type.BOOL, 1)
                .zero(Type.BOOL, "suppress_nst")
                .field("temperature", Type.FLOAT, 0f).field("max_initial_ts", Type.FLOAT, 1f).field("length_penalty", Type.FLOAT, -1f)
                .field("temperature_inc", Type.FLOAT, 0.2f).field("entropy_thold", Type.FLOAT, 2.4f).field("logprob_thold", Type.FLOAT, -1f)
                .field("no_speech_thold", Type.FLOAT, 0.6f)
                .field("greedy.best_of", Type.INT, null).field("beam_search.beam_size", Type.INT, null).field("beam_search.patience", Type.FLOAT, -1f)
                .zero(Type.POINTER, "new_segment_callback", "new_segment_callback_user_data", "progress_callback", "progress_callback_user_data",
                        "encoder_begin_callback", "encoder_begin_callback_user_data", "abort_callback", "abort_callback_user_data",
                        "logits_filter_callback", "logits_filter_callback_user_data", "grammar_rules")
                .zero(Type.SIZE, "n_grammar_rules", "i_start_rule").field("grammar_penalty", Type.FLOAT, 100f);
        if (vad) {
            struct.zero(Type.BOOL, "vad").zero(Type.POINTER, "vad_model_path")
                    .field("vad_params.threshold", Type.FLOAT, 0.5f).field("vad_params.min_speech_duration_ms", Type.INT, 250)
                    .field("vad_params.min_silence_duration_ms", Type.INT, 100).field("vad_params.max_speech_duration_s", Type.FLOAT, Float.MAX_VALUE)
                    .field("vad_params.speech_pad_ms", Type.INT, 30).field("vad_params.samples_overlap", Type.FLOAT, 0.1f);
        }
        return struct;
    }
}
