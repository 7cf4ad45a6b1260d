package dev.earshot.engine.whisper.binding;

import com.sun.jna.Pointer;

import java.util.Optional;

/** A model that a library has loaded ({@code whisper_context}). */
public final class WhisperModel implements AutoCloseable {

    /** Of a multilingual vocabulary ({@code whisper_vocab::num_languages}). */
    private static final int TOKENS_WITHOUT_LANGUAGES = 51_766;

    /** Where {@code whisper_context} (src/whisper.cpp, 1.7 and 1.9) has its parameters: behind two times and two types of weights. */
    private static final int PARAMETERS = 2 * Long.BYTES + 2 * Integer.BYTES;

    private final WhisperLibrary library;
    private final long context;
    private final Pointer parameters;
    private final boolean reconfigurable;
    /** The first token that is no text. */
    private final int endOfText;

    WhisperModel(WhisperLibrary library, long context, StructBytes loadedWith) {
        this.library = library;
        this.context = context;
        this.parameters = new Pointer(context + PARAMETERS);
        this.reconfigurable = loadedWith.isAt(parameters);
        this.endOfText = library.callInt("whisper_token_eot", context);
    }

    public WhisperLibrary library() {
        return library;
    }

    public boolean multilingual() {
        return library.callInt("whisper_is_multilingual", context) != 0;
    }

    /** Layers of its text decoder. */
    public int textLayers() {
        return library.callInt("whisper_model_n_text_layer", context);
    }

    /** Heads of each of these. */
    public int textHeads() {
        return library.callInt("whisper_model_n_text_head", context);
    }

    /** Whether its parameters were found where {@link #reconfigure} changes them. */
    public boolean reconfigurable() {
        return reconfigurable;
    }

    /**
     * Gives it other parameters, from its next state on. The library reads those of alignment and attention whenever it makes a state or recognises with
     * one, and has no function that changes them; the others it has read when it loaded the model.
     *
     * @param params stay open as long as they hold
     */
    public void reconfigure(StructBytes params) {
        if (!reconfigurable) {
            throw new IllegalStateException("the parameters of this model are not where they were expected");
        }
        params.copyTo(parameters);
    }

    /** A filter that lets a call make no answer that cannot be aligned, behind another one. */
    public WhisperCallbacks.LogitsFilter alignable(WhisperCallbacks.LogitsFilter before) {
        return new TimestampFilter(library.callInt("whisper_token_beg", context), before);
    }

    /** Memory for one window ({@code whisper_state}); empty where there is none. */
    public Optional<WhisperState> newState() {
        long state = library.callLong("whisper_init_state", context);
        return state == 0 ? Optional.empty() : Optional.of(new WhisperState(this, library, state));
    }

    long context() {
        return context;
    }

    /** The token that begins every decoding. */
    int start() {
        return library.callInt("whisper_token_sot", context);
    }

    /** The token that says that there is no speech. */
    int noSpeech() {
        return library.callInt("whisper_token_nosp", context);
    }

    /** Languages that it knows: the first ones of the library's. */
    int languages() {
        return Math.min(library.callInt("whisper_lang_max_id") + 1, vocabulary() - TOKENS_WITHOUT_LANGUAGES);
    }

    /** Tokens that it has. */
    int vocabulary() {
        return library.callInt("whisper_model_n_vocab", context);
    }

    boolean isText(int token) {
        return token < endOfText;
    }

    @Override
    public void close() {
        library.callVoid("whisper_free", context);
    }
}
