package dev.earshot.engine.whisper.binding;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What whisper.cpp made of one window ({@code whisper_state}). Segments count from 0; times are in hundredths of a second. */
public final class WhisperState implements AutoCloseable {

    private static final double UNIT = 100;

    private final WhisperModel model;
    private final WhisperLibrary library;
    private final long state;

    WhisperState(WhisperModel model, WhisperLibrary library, long state) {
        this.model = model;
        this.library = library;
        this.state = state;
    }

    /**
     * Recognises samples ({@code whisper_full_with_state}).
     *
     * @param params  stay as they are
     * @param samples 16 kHz mono from -1 to 1, from its position to its limit; direct. None for those of the call before
     * @return 0, or what went wrong
     */
    public int full(StructBytes params, FloatBuffer samples) {
        long address = Pointer.nativeValue(Native.getDirectBufferPointer(samples)) + (long) samples.position() * Float.BYTES;
        int code = library.callInt("whisper_full_with_state", model.context(), state, StructWords.of(params.words()), address, samples.remaining());
        Reference.reachabilityFence(params);
        Reference.reachabilityFence(samples);
        return code;
    }

    public int segments() {
        return library.callInt("whisper_full_n_segments_from_state", state);
    }

    public long start(int segment) {
        return library.callLong("whisper_full_get_segment_t0_from_state", state, segment);
    }

    public long end(int segment) {
        return library.callLong("whisper_full_get_segment_t1_from_state", state, segment);
    }

    public String text(int segment) {
        return WhisperLibrary.text(library.callLong("whisper_full_get_segment_text_from_state", state, segment));
    }

    /** Its tokens in their order, signs such as timestamps among them. */
    public List<Token> tokens(int segment) {
        List<Token> tokens = new ArrayList<>();
        int count = library.callInt("whisper_full_n_tokens_from_state", state, segment);
        for (int i = 0; i < count; i++) {
            StructWords.TokenData data = library.call(StructWords.TokenData.class, "whisper_full_get_token_data_from_state", state, segment, i);
            byte[] bytes = WhisperLibrary.bytes(library.callLong("whisper_token_to_str", model.context(), data.id()));
            tokens.add(new Token(data.id(), Token.latin(bytes), model.isText(data.id()), data.probability(), data.logProbability(),
                    data.aligned() < 0 ? null : data.aligned() / UNIT));
        }
        return tokens;
    }

    /** The logits of what follows a start token alone, one a token of the vocabulary, over what was encoded last; empty where the library cannot decode it. */
    Optional<float[]> startLogits(int threads) {
        int code = library.callInt("whisper_decode_with_state", model.context(), state, new int[] {model.start()}, 1, 0, threads);
        return code != 0 ? Optional.empty()
                : Optional.of(new Pointer(library.callLong("whisper_get_logits_from_state", state)).getFloatArray(0, model.vocabulary()));
    }

    /** The probability that there is no speech, from 0 to 1. */
    double noSpeech(float[] startLogits) {
        return Softmax.of(startLogits, 0, startLogits.length)[model.noSpeech()];
    }

    /** The most probable language, for a multilingual model. */
    DetectedLanguage language(float[] startLogits) {
        int first = model.start() + 1;
        double[] probabilities = Softmax.of(startLogits, first, first + model.languages());
        int best = IntStream.range(0, probabilities.length).boxed().max(Comparator.comparingDouble(i -> probabilities[i])).orElseThrow();
        return new DetectedLanguage(WhisperLibrary.text(library.callLong("whisper_lang_str", best)), probabilities[best]);
    }

    /** The code of the language that was given or detected. */
    public String language() {
        return WhisperLibrary.text(library.callLong("whisper_lang_str", library.callInt("whisper_full_lang_id_from_state", state)));
    }

    @Override
    public void close() {
        library.callVoid("whisper_free_state", state);
    }
}
