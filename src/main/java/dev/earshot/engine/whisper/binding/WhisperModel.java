package dev.earshot.engine.whisper.binding;

import java.util.Optional;

/** A model that a library has loaded ({@code whisper_context}). */
public final class WhisperModel implements AutoCloseable {

    private final WhisperLibrary library;
    private final long context;
    /** The first token that is no text. */
    private final int endOfText;

    WhisperModel(WhisperLibrary library, long context) {
        this.library = library;
        this.context = context;
        this.endOfText = library.callInt("whisper_token_eot", context);
    }

    public WhisperLibrary library() {
        return library;
    }

    public boolean multilingual() {
        return library.callInt("whisper_is_multilingual", context) != 0;
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
