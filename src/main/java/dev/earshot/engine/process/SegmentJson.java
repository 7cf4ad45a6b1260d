package dev.earshot.engine.process;

import dev.earshot.speech.Confidence;
import dev.earshot.speech.Segment;
import dev.earshot.speech.TokenLogprob;
import dev.earshot.speech.Word;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Segments in the header of an {@link EngineFrame}; what is not known of one is absent. Pure. */
final class SegmentJson {

    private static final String START = "start";
    private static final String END = "end";
    private static final String TEXT = "text";
    private static final String WORDS = "words";
    private static final String PROBABILITY = "probability";
    private static final String CONFIDENCE = "confidence";
    private static final String AVG_LOGPROB = "avg_logprob";
    private static final String COMPRESSION_RATIO = "compression_ratio";
    private static final String NO_SPEECH_PROB = "no_speech_prob";
    private static final String TEMPERATURE = "temperature";
    private static final String TOKENS = "tokens";
    /** A list of two for each token: its bytes, each as the character of that number, and its logarithm. */
    private static final String LOGPROBS = "logprobs";

    private SegmentJson() {
    }

    static Map<String, Object> write(Segment segment) {
        Map<String, Object> json = new LinkedHashMap<>(Map.of(START, segment.start(), END, segment.end(), TEXT, segment.text()));
        if (segment.words() != null) {
            json.put(WORDS, segment.words().stream().map(word -> Map.<String, Object>of(START, word.start(), END, word.end(), TEXT, word.text(),
                    PROBABILITY, word.probability())).toList());
        }
        if (segment.confidence() != null) {
            json.put(CONFIDENCE, write(segment.confidence()));
        }
        return json;
    }

    private static Map<String, Object> write(Confidence confidence) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(AVG_LOGPROB, confidence.avgLogprob());
        json.put(COMPRESSION_RATIO, confidence.compressionRatio());
        json.put(NO_SPEECH_PROB, confidence.noSpeechProb());
        json.put(TEMPERATURE, confidence.temperature());
        json.put(TOKENS, confidence.tokens());
        json.put(LOGPROBS, confidence.logprobs() == null ? null : confidence.logprobs().stream().map(SegmentJson::write).toList());
        json.values().removeIf(value -> value == null);
        return json;
    }

    private static List<Object> write(TokenLogprob token) {
        StringBuilder latin = new StringBuilder();
        token.bytes().forEach(value -> latin.append((char) value.intValue()));
        return List.of(latin.toString(), token.logprob());
    }

    /** @throws IOException where it is not what {@link #write} makes */
    static Segment read(Object item) throws IOException {
        Map<?, ?> json = item instanceof Map<?, ?> object ? object : Map.of();
        List<Word> words = null;
        if (json.get(WORDS) != null) {
            words = new ArrayList<>();
            for (Object word : EngineFrame.value(json, WORDS, List.class)) {
                words.add(word(word instanceof Map<?, ?> object ? object : Map.of()));
            }
        }
        Confidence confidence = json.get(CONFIDENCE) == null ? null : confidence(EngineFrame.value(json, CONFIDENCE, Map.class));
        return new Segment(number(json, START), number(json, END), EngineFrame.value(json, TEXT, String.class), words, confidence);
    }

    private static Word word(Map<?, ?> json) throws IOException {
        return new Word(number(json, START), number(json, END), EngineFrame.value(json, TEXT, String.class), number(json, PROBABILITY));
    }

    private static Confidence confidence(Map<?, ?> json) throws IOException {
        List<Integer> tokens = null;
        if (json.get(TOKENS) != null) {
            tokens = new ArrayList<>();
            for (Object token : EngineFrame.value(json, TOKENS, List.class)) {
                if (!(token instanceof Number number)) {
                    throw new IOException("a frame has a token that is no number");
                }
                tokens.add(number.intValue());
            }
        }
        return new Confidence(optional(json, AVG_LOGPROB), optional(json, COMPRESSION_RATIO), optional(json, NO_SPEECH_PROB), optional(json, TEMPERATURE),
                tokens, json.get(LOGPROBS) == null ? null : logprobs(EngineFrame.value(json, LOGPROBS, List.class)));
    }

    private static List<TokenLogprob> logprobs(List<?> items) throws IOException {
        List<TokenLogprob> logprobs = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof List<?> pair && pair.size() == 2 && pair.get(0) instanceof String latin && pair.get(1) instanceof Number logprob)) {
                throw new IOException("a frame has a token's probability that is none");
            }
            logprobs.add(TokenLogprob.of(latin.getBytes(StandardCharsets.ISO_8859_1), logprob.doubleValue()));
        }
        return logprobs;
    }

    private static Double optional(Map<?, ?> json, String key) throws IOException {
        return json.get(key) == null ? null : number(json, key);
    }

    private static double number(Map<?, ?> json, String key) throws IOException {
        return EngineFrame.value(json, key, Number.class).doubleValue();
    }
}
