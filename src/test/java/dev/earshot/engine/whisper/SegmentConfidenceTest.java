package dev.earshot.engine.whisper;

import dev.earshot.engine.whisper.binding.EncodingProbe.Decoding;
import dev.earshot.engine.whisper.binding.Token;
import dev.earshot.speech.Confidence;
import dev.earshot.speech.TokenLogprob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

/** How sure a model was of a segment, and which segments that means the end of. */
class SegmentConfidenceTest {

    private static Token token(int id, boolean text, double logProbability) {
        return new Token(id, "x", text, (float) Math.exp(logProbability), (float) logProbability, null);
    }

    @Test
    void onlyTokensOfTheTextCount() {
        List<Token> tokens = List.of(token(50_363, false, -9), token(7, true, -0.25), token(8, true, -0.75), token(50_400, false, -9));

        assertEquals(new Confidence(-0.5, 0.385, 0.123457, 0.4, List.of(7, 8)),
                SegmentConfidence.of(" hello", tokens, new Decoding(0.12345678, 0.4), false));
    }

    private static Token piece(double logProbability, int... bytes) {
        String latin = IntStream.of(bytes).mapToObj(Character::toString).collect(Collectors.joining());
        return new Token(1, latin, true, (float) Math.exp(logProbability), (float) logProbability, null);
    }

    @Test
    void tokensHaveTheirBytesAndACharacterThatIsCutIsNotInvented() {
        List<Token> tokens = List.of(token(50_363, false, -9), piece(-0.5, ' ', 0xF0, 0x9F), piece(-0.125, 0x98, 0x80), piece(-0.0000004, 'a'));

        assertEquals(List.of(new TokenLogprob(" \uFFFD", -0.5, List.of(32, 0xF0, 0x9F)), new TokenLogprob("\uFFFD\uFFFD", -0.125, List.of(0x98, 0x80)),
                new TokenLogprob("a", 0, List.of(97))), SegmentConfidence.of(" \uD83D\uDE00a", tokens, null, true).logprobs());
        assertNull(SegmentConfidence.of(" \uD83D\uDE00a", tokens, null, false).logprobs(), "nobody asked");
    }

    @Test
    void whatIsNotKnownIsAbsent() {
        Confidence unknown = SegmentConfidence.of(" hello", List.of(token(50_363, false, -9)), null, true);

        assertNull(unknown.avgLogprob());
        assertNull(unknown.noSpeechProb());
        assertNull(unknown.tokens());
        assertNull(unknown.temperature());
        assertNull(unknown.logprobs());
    }

    /** Python's {@code len(text.encode()) / len(zlib.compress(text.encode()))}. */
    @ParameterizedTest
    @CsvSource({"1, 0.385", "2, 0.688", "20, 7"})
    void theCompressionRatioIsThatOfPythonsZlib(int times, double ratio) {
        assertEquals(ratio, SegmentConfidence.of(" hello".repeat(times), List.of(), null, false).compressionRatio());
    }

    @Test
    void aCharacterCountsItsBytesInUtf8() {
        assertEquals(0.5, SegmentConfidence.of(" \u4f60\u597d\u5417", List.of(), null, false).compressionRatio());
    }

    /** Both thresholds have to be passed, as in OpenAI's own. */
    @ParameterizedTest
    @CsvSource({"0.61, -1.01, true", "0.6, -1.01, false", "0.61, -1, false", "0.99, -0.2, false", "0.01, -5, false", ", -5, false", "0.99, , false"})
    void aSegmentIsNoSpeechWhereNeitherSoundNorWordsSpeakForIt(Double noSpeech, Double logprob, boolean none) {
        assertEquals(none, SegmentConfidence.isNoSpeech(new Confidence(logprob, 1.0, noSpeech, null, null)));
    }

    @Test
    void aSegmentThatIsNoSpeechIsLeftOutAndTheNextOneHasItsTime() {
        SegmentCollector segments = new SegmentCollector(10, false);
        segments.add(0, 200, " one", List.of(token(1, true, -0.1)), new Decoding(0.01, 0.0));
        segments.add(200, 600, " thanks for watching", List.of(token(2, true, -1.5)), new Decoding(0.9, 0.8));
        segments.add(300, 700, " two", List.of(token(3, true, -1.5)), new Decoding(0.1, null));

        assertEquals(List.of(" one", " two"), segments.segments().stream().map(each -> each.text()).toList());
        assertEquals(3, segments.segments().get(1).start());
    }
}
