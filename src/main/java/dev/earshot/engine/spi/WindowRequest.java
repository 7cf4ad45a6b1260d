package dev.earshot.engine.spi;

import dev.earshot.bus.Fault;
import dev.earshot.speech.AlignmentHead;
import dev.earshot.speech.Language;
import dev.earshot.speech.Pcm;
import dev.earshot.speech.RecognitionLimits;

import java.util.List;

/**
 * A window as native code gets it; nothing else reaches native code. What is checked here was measured to matter: empty
 * samples repeat the previous caller's words, and an unknown language is accepted and gives nonsense.
 *
 * @param pcm          16 kHz mono signed 16-bit little-endian; such samples are always finite
 * @param language     a code, or {@code auto}
 * @param prompt       text without NUL, or empty
 * @param temperature  0 to 1
 * @param audioContext encoder positions to compute, or 0 for all of them
 * @param threads      native threads, 1 or more
 * @param words        whether the time of each token is wished for
 * @param heads        by which tokens are found in the audio; none where the model's are not known
 * @param logprobs     whether the answer is to tell how likely each token was
 */
public record WindowRequest(byte[] pcm, String language, boolean translate, String prompt, float temperature, int audioContext,
                     int threads, boolean words, List<AlignmentHead> heads, boolean logprobs) {

    /** What Whisper hears at once. */
    public static final int MAX_SECONDS = 30;

    public WindowRequest {
        heads = List.copyOf(heads);
        if (pcm.length == 0 || pcm.length % Pcm.BYTES != 0) {
            throw Fault.badRequest("A window must hold samples of 2 bytes each, not " + pcm.length + " bytes.");
        }
        if (Pcm.seconds(pcm.length) > MAX_SECONDS) {
            throw Fault.badRequest("A window must not be longer than " + MAX_SECONDS + " s.");
        }
        if (!language.equals(Language.AUTO) && !Language.codes().contains(language)) {
            throw Fault.badRequest("'" + language + "' is not a language that Whisper knows; give a code such as 'de', or 'auto'.");
        }
        if (!RecognitionLimits.isValidPrompt(prompt)) {
            throw Fault.badRequest("The prompt must be text of at most " + RecognitionLimits.MAX_PROMPT_CHARS + " characters.");
        }
        if (!RecognitionLimits.isValidTemperature(temperature)) {
            throw Fault.badRequest("The temperature must be from 0 to 1.");
        }
        if (audioContext < 0 || threads < 1) {
            throw new IllegalArgumentException("audioContext " + audioContext + ", threads " + threads);
        }
    }

    public WindowRequest(byte[] pcm, String language, boolean translate, String prompt, float temperature, int audioContext, int threads) {
        this(pcm, language, translate, prompt, temperature, audioContext, threads, false, List.of(), false);
    }

    public WindowRequest withAudioContext(int positions) {
        return new WindowRequest(pcm, language, translate, prompt, temperature, positions, threads, words, heads, logprobs);
    }

    /** The same wish for a part of the samples. */
    public WindowRequest part(byte[] samples, String itsLanguage) {
        return new WindowRequest(samples, itsLanguage, translate, prompt, temperature, audioContext, threads, words, heads, logprobs);
    }

    /** The same with tokens that are found in the audio. */
    public WindowRequest withWords(List<AlignmentHead> itsHeads) {
        return new WindowRequest(pcm, language, translate, prompt, temperature, audioContext, threads, true, itsHeads, logprobs);
    }

    public WindowRequest withoutWords() {
        return new WindowRequest(pcm, language, translate, prompt, temperature, audioContext, threads, false, List.of(), logprobs);
    }

    public WindowRequest withLogprobs() {
        return new WindowRequest(pcm, language, translate, prompt, temperature, audioContext, threads, words, heads, true);
    }

    public double seconds() {
        return Pcm.seconds(pcm.length);
    }
}
