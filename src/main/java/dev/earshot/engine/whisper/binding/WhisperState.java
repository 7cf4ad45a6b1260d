package dev.earshot.engine.whisper.binding;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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

    /**
     * The probability that there is no speech where it has encoded last (see {@link NoSpeechProbe}).
     *
     * @return empty where the library cannot decode it
     */
    OptionalDouble noSpeechProbability(int threads) {
        return startLogits(threads).map(logits -> OptionalDouble.of(Softmax.of(logits, 0, logits.length)[model.noSpeech()])).orElse(OptionalDouble.empty());
    }

    /**
     * Detects the language, at the audio context of the parameters; whisper.cpp itself does it at that of the call before, which in a new state is
     * the whole one. The samples are then here, so that {@link #full} can go on without any.
     *
     * @param params  as for {@link #full}, of a multilingual model; with a language that is not to be detected
     * @return empty where the library fails
     */
    public Optional<DetectedLanguage> detect(StructBytes params, FloatBuffer samples, int threads) {
        // Whisper.cpp takes the audio context from a call, also from one that decodes nothing.
        int code = full(params.set("duration_ms", library.idleMs()), samples);
        params.set("duration_ms", 0);
        if (code != 0 || library.callInt("whisper_encode_with_state", model.context(), state, 0, threads) != 0) {
            return Optional.empty();
        }
        int first = model.start() + 1;
        return startLogits(threads).map(logits -> Softmax.of(logits, first, first + model.languages())).map(probabilities -> {
            int best = IntStream.range(0, probabilities.length).boxed().max(Comparator.comparingDouble(i -> probabilities[i])).orElseThrow();
            return new DetectedLanguage(WhisperLibrary.text(library.callLong("whisper_lang_str", best)), probabilities[best]);
        });
    }

    /** The logits of what follows a start token alone, one a token of the vocabulary, over what was encoded last. */
    private Optional<float[]> startLogits(int threads) {
        int code = library.callInt("whisper_decode_with_state", model.context(), state, new int[] {model.start()}, 1, 0, threads);
        return code != 0 ? Optional.empty()
                : Optional.of(new Pointer(library.callLong("whisper_get_logits_from_state", state)).getFloatArray(0, model.vocabulary()));
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
