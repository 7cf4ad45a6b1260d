package dev.earshot.engine.whisper.binding;

import com.sun.jna.Pointer;

import java.util.Optional;

/**
 * Detects the language of a window right behind its first encoding, which is before a call's first step of the decoder: {@code abort_callback} is asked
 * there. So a call that was begun in the language that is detected goes on as it is, and nothing is encoded twice; any other is ended. (whisper.cpp's own
 * detection encodes the window once more, at the audio context of the call before, which in a new state is the whole one.)
 */
public final class LanguageDetection implements WhisperCallbacks.Abort {

    private final EncodingProbe probe;
    private final String expected;
    private final WhisperCallbacks.Abort stop;
    /** Null where there was no encoding yet. */
    private Optional<DetectedLanguage> detected;

    /**
     * @param probe    of the same call
     * @param expected the language that the call is begun in
     * @param stop     ends the call besides
     */
    public LanguageDetection(EncodingProbe probe, String expected, WhisperCallbacks.Abort stop) {
        this.probe = probe;
        this.expected = expected;
        this.stop = stop;
    }

    @Override
    public byte callback(Pointer data) {
        if (detected == null) {
            detected = probe.language();
        }
        return wrong() ? WhisperCallbacks.bool(true) : stop.callback(data);
    }

    /** Whether the call was ended as its language is another one, or cannot be found out this way. */
    public boolean wrong() {
        return detected != null && !detected.map(DetectedLanguage::code).equals(Optional.of(expected));
    }

    /** Empty where it could not be found out. */
    public Optional<DetectedLanguage> detected() {
        return detected == null ? Optional.empty() : detected;
    }
}
