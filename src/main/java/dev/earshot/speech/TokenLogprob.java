package dev.earshot.speech;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How likely a model took a token to be, by the names of OpenAI's {@code logprobs}.
 *
 * @param token   its text as Whisper wrote it, with the space before it; where a character is cut over tokens, U+FFFD for each part of one
 * @param logprob the natural logarithm of its probability, 0 or less
 * @param bytes   0 to 255: those of all tokens, joined, are the text in UTF-8
 */
public record TokenLogprob(String token, double logprob, List<Integer> bytes) {

    public TokenLogprob {
        bytes = List.copyOf(bytes);
    }

    public static TokenLogprob of(byte[] bytes, double logprob) {
        return new TokenLogprob(new String(bytes, StandardCharsets.UTF_8), logprob, IntStream.range(0, bytes.length).mapToObj(i -> bytes[i] & 0xFF).toList());
    }

    /** Those of a text in segments; null where they are not known of all of it, or there is none. */
    public static List<TokenLogprob> all(List<Segment> segments) {
        boolean known = segments.stream().allMatch(segment -> segment.confidence() != null && segment.confidence().logprobs() != null);
        return known && !segments.isEmpty() ? segments.stream().flatMap(segment -> segment.confidence().logprobs().stream()).toList() : null;
    }
}
