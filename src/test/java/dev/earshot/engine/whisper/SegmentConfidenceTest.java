package dev.earshot.engine.whisper;

import dev.earshot.engine.whisper.binding.Token;
import dev.earshot.speech.Confidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

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

        assertEquals(new Confidence(-0.5, 0.385, 0.123457, null, List.of(7, 8)), SegmentConfidence.of(" hello", tokens, 0.12345678));
    }

    @Test
    void whatIsNotKnownIsAbsent() {
        Confidence unknown = SegmentConfidence.of(" hello", List.of(token(50_363, false, -9)), null);

        assertNull(unknown.avgLogprob());
        assertNull(unknown.noSpeechProb());
        assertNull(unknown.tokens());
        assertNull(unknown.temperature());
    }

    /** Python's {@code len(text.encode()) / len(zlib.compress(text.encode()))}. */
    @ParameterizedTest
    @CsvSource({"1, 0.385", "2, 0.688", "20, 7"})
    void theCompressionRatioIsThatOfPythonsZlib(int times, double ratio) {
        assertEquals(ratio, SegmentConfidence.of(" hello".repeat(times), List.of(), null).compressionRatio());
    }

    @Test
    void aCharacterCountsItsBytesInUtf8() {
        assertEquals(0.5, SegmentConfidence.of(" \u4f60\u597d\u5417", List.of(), null).compressionRatio());
    }

    /** Both thresholds have to be passed, as in OpenAI's own. */
    @ParameterizedTest
    @CsvSource({"0.61, -1.01, true", "0.6, -1.01, false", "0.61, -1, false", "0.99, -0.2, false", "0.01, -5, false", ", -5, false", "0.99, , false"})
    void aSegmentIsNoSpeechWhereNeitherSoundNorWordsSpeakForIt(Double noSpeech, Double logprob, boolean none) {
        assertEquals(none, SegmentConfidence.isNoSpeech(new Confidence(logprob, 1.0, noSpeech, null, null)));
    }

    @Test
    void aSegmentThatIsNoSpeechIsLeftOutAndTheNextOneHasItsTime() {
        SegmentCollector segments = new SegmentCollector(10);
        segments.add(0, 200, " one", List.of(token(1, true, -0.1)), 0.01);
        segments.add(200, 600, " thanks for watching", List.of(token(2, true, -1.5)), 0.9);
        segments.add(300, 700, " two", List.of(token(3, true, -1.5)), 0.1);

        assertEquals(List.of(" one", " two"), segments.segments().stream().map(each -> each.text()).toList());
        assertEquals(3, segments.segments().get(1).start());
    }
}
