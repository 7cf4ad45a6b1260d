package dev.earshot.engine.whisper;

import dev.earshot.engine.whisper.binding.EncodingProbe.Decoding;
import dev.earshot.engine.whisper.binding.Token;
import dev.earshot.speech.Confidence;
import dev.earshot.speech.TokenLogprob;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import java.util.zip.Deflater;

/** How sure a model was of a segment, from its tokens. Figures and thresholds are those of OpenAI's {@code whisper/transcribe.py}. Pure. */
final class SegmentConfidence {

    /** {@code no_speech_threshold} and {@code logprob_threshold}. */
    private static final double NO_SPEECH = 0.6;
    private static final double LOGPROB = -1;

    private static final double LOGPROB_UNITS = 1e4;
    private static final double RATIO_UNITS = 1e3;
    private static final double PROBABILITY_UNITS = 1e6;

    private SegmentConfidence() {
    }

    /**
     * @param tokens   of the segment; none where the library does not tell them, and then nothing is known of them
     * @param decoding that it comes from, or null where nothing is known of that
     * @param logprobs whether each token's is wished for
     */
    static Confidence of(String text, List<Token> tokens, Decoding decoding, boolean logprobs) {
        List<Token> words = tokens.stream().filter(Token::text).toList();
        OptionalDouble mean = words.stream().mapToDouble(Token::logProbability).average();
        return new Confidence(mean.isPresent() ? rounded(mean.getAsDouble(), LOGPROB_UNITS) : null, rounded(compressionRatio(text), RATIO_UNITS),
                decoding == null || decoding.noSpeech() == null ? null : rounded(decoding.noSpeech(), PROBABILITY_UNITS),
                decoding == null ? null : decoding.temperature(), words.isEmpty() ? null : words.stream().map(Token::id).toList(),
                logprobs && !words.isEmpty() ? words.stream().map(SegmentConfidence::logprob).toList() : null);
    }

    private static TokenLogprob logprob(Token token) {
        return TokenLogprob.of(token.bytes(), rounded(token.logProbability(), PROBABILITY_UNITS));
    }

    /** Whether Whisper itself would not have written it: there is probably no speech, and it was not sure of the words either. */
    static boolean isNoSpeech(Confidence confidence) {
        return confidence.noSpeechProb() != null && confidence.noSpeechProb() > NO_SPEECH
                && confidence.avgLogprob() != null && confidence.avgLogprob() < LOGPROB;
    }

    /** Bytes of a text in UTF-8 for a byte of what zlib (RFC 1950, its usual level) makes of them. */
    private static double compressionRatio(String text) {
        byte[] bytes = text.strip().getBytes(StandardCharsets.UTF_8);
        Deflater zlib = new Deflater();
        try {
            zlib.setInput(bytes);
            zlib.finish();
            byte[] scratch = new byte[1024];
            while (!zlib.finished()) {
                zlib.deflate(scratch);
            }
            return (double) bytes.length / zlib.getBytesWritten();
        } finally {
            zlib.end();
        }
    }

    private static double rounded(double value, double units) {
        return Math.round(value * units) / units;
    }
}
