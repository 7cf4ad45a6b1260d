package dev.earshot.engine.whisper.binding;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

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
     * @param samples 16 kHz mono from -1 to 1, from its position to its limit; direct
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

    /** The code of the language that was given or detected. */
    public String language() {
        return WhisperLibrary.text(library.callLong("whisper_lang_str", library.callInt("whisper_full_lang_id_from_state", state)));
    }

    @Override
    public void close() {
        library.callVoid("whisper_free_state", state);
    }
}
