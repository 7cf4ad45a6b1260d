package dev.earshot.speech;

import java.util.List;

/**
 * How sure Whisper was of a segment, by the names of OpenAI's {@code verbose_json}; null for what the engine does not tell.
 *
 * @param avgLogprob       mean of the natural logarithms of its tokens' probabilities, 0 or less
 * @param compressionRatio bytes of its text in UTF-8 for a byte of what zlib makes of it; above 2.4 it mostly repeats itself
 * @param noSpeechProb     0 to 1: that there is no speech where it was heard
 * @param temperature      0 to 1, at which it was decoded
 * @param tokens           of its text, numbers of the model's vocabulary
 * @param logprobs         of each of these; null also where nobody asked for them
 */
public record Confidence(Double avgLogprob, Double compressionRatio, Double noSpeechProb, Double temperature, List<Integer> tokens,
                         List<TokenLogprob> logprobs) {

    public Confidence {
        tokens = tokens == null ? null : List.copyOf(tokens);
        logprobs = logprobs == null ? null : List.copyOf(logprobs);
    }

    public Confidence(Double avgLogprob, Double compressionRatio, Double noSpeechProb, Double temperature, List<Integer> tokens) {
        this(avgLogprob, compressionRatio, noSpeechProb, temperature, tokens, null);
    }
}
