package dev.earshot.engine.whisper;

import dev.earshot.engine.whisper.binding.Token;
import dev.earshot.speech.Pcm;
import dev.earshot.speech.Segment;
import dev.earshot.speech.Word;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WordAlignmentTest {

    private static final Token TIMESTAMP = new Token(50_363, "[_BEG_]", false, 0.9f, -0.1f, null);

    private static Token token(String text, Double ends) {
        return token(text.getBytes(StandardCharsets.UTF_8), ends, 1);
    }

    private static Token token(byte[] bytes, Double ends, double probability) {
        return new Token(1, Token.latin(bytes), true, (float) probability, (float) Math.log(probability), ends);
    }

    private static String grouped(String tokens) {
        List<Token> all = Stream.of(tokens.split("\\|")).map(text -> token(text, 0.0)).toList();
        return WordGroups.of(all).stream().map(WordGroups.GroupedWord::text).collect(Collectors.joining("|"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', ignoreLeadingAndTrailingWhitespace = false, value = {
        " one| two; one| two", " mem|ory| is| full; memory| is| full", "It|'s| John|'s|,| isn|'t| it|?;It's| John's,| isn't| it?",
        " a| -| b; a -| b", " he| said|,| \"|Go|!|\"| (|loud|).; he| said,| \"Go!\"| (loud).", " ...| so; ... so",
        " 3|.|5|%| of| $|4; 3.5%| of| $4", " ♪| ♪; ♪ ♪", "今|天|，|我|用| iPhone|。;今|天，|我|用| iPhone。", "我|用|i|Phone|吗|？;我|用|iPhone|吗？",
        "「|今日|は|」|コ|ー|ヒ|ー|。;「今日|は」|コー|ヒー。", "ก|ิ|น|ข|้|า|ว;กิ|น|ข้|า|ว", " 안|녕| 세|계; 안녕| 세계", " schön|er| Tag; schöner| Tag"})
    void tokensAreGroupedIntoWords(String tokens, String words) {
        assertEquals(words, grouped(tokens));
    }

    @Test
    void charactersThatAreCutOverTokensArePutTogether() {
        byte[] text = " 世\uD83D\uDE00x".getBytes(StandardCharsets.UTF_8);
        for (int first = 1; first < text.length; first++) {
            for (int second = first; second < text.length; second++) {
                List<Token> tokens = List.of(token(Arrays.copyOf(text, first), 0.1, 1), token(Arrays.copyOfRange(text, first, second), 0.2, 1),
                        token(Arrays.copyOfRange(text, second, text.length), 0.3, 1));
                assertEquals(" 世\uD83D\uDE00x", WordGroups.of(tokens).stream().map(WordGroups.GroupedWord::text).collect(Collectors.joining()),
                        first + " " + second);
            }
        }
        assertEquals("a\uFFFD", WordGroups.of(List.of(token("a", 0.1), token(new byte[] {(byte) 0xE4, (byte) 0xB8}, 0.2, 1))).get(0).text(),
                "cut off at the end");
    }

    /** Sound from each second to the other, silence elsewhere; 10 s. */
    private static byte[] sound(double... edges) {
        byte[] pcm = new byte[10 * Pcm.RATE * Pcm.BYTES];
        Random random = new Random(3);
        for (int i = 0; i < edges.length; i += 2) {
            for (int at = (int) (edges[i] * Pcm.RATE); at < edges[i + 1] * Pcm.RATE; at++) {
                pcm[2 * at + 1] = (byte) (random.nextInt(60) - 30);
            }
        }
        return pcm;
    }

    private static List<Word> words(byte[] pcm, double start, double end, Object... textsAndEnds) {
        List<Token> tokens = new ArrayList<>(List.of(TIMESTAMP));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < textsAndEnds.length; i += 2) {
            // Which is two positions of the encoder too early.
            tokens.add(token((String) textsAndEnds[i], textsAndEnds[i + 1] == null ? null : (Double) textsAndEnds[i + 1] - 0.04));
            text.append(textsAndEnds[i]);
        }
        return WordAlignment.align(List.of(new HeardSegment(new Segment(start, end, text.toString()), tokens)), pcm).get(0).words();
    }

    private static String times(List<Word> words) {
        return words.stream().map(word -> Math.round(word.start() * 100) + "-" + Math.round(word.end() * 100)).collect(Collectors.joining(" "));
    }

    @Test
    void pausesBelongToNoWord() {
        byte[] pcm = sound(1, 2, 4, 5);
        assertEquals("100-200 400-500", times(words(pcm, 0.5, 6, " one", 2.4, " two", 5.3)), "both edges lie in the pause");
        assertEquals("100-200 400-500", times(words(pcm, 0.5, 6, " one", 4.08, " two", 4.92)), "next to it");
        assertEquals("100-200 400-500", times(words(pcm, 0.5, 6, " one", 1.92, ",", 3.5, " two", 5.3)), "the comma has taken the pause along");
        assertEquals("100-150 150-200", times(words(pcm, 0.5, 3, " one", 1.5, " two", 2.3)), "no pause between them");
        assertEquals("100-150 150-200", times(words(sound(1, 1.44, 1.56, 2), 0.5, 3, " one", 1.5, " two", 2.0)), "120 ms are none");
        assertEquals("100-140 160-200", times(words(sound(1, 1.4, 1.6, 2), 0.5, 3, " one", 1.5, " two", 2.0)), "200 ms are one");
    }

    @Test
    void whatSoundsBetweenPausesIsWordsFromItsBeginningToItsEnd() {
        byte[] pcm = sound(1, 2, 4, 5);
        assertEquals("100-200 400-500", times(words(pcm, 0.5, 6, " one", 1.4, " two", 4.5)), "both end too early");
        assertEquals("100-200 400-500", times(words(pcm, 0.5, 6, " one", 1.4, " two", 2.1)), "the second ends before it has begun");
        assertEquals("100-160 160-200 400-500", times(words(pcm, 0.5, 6, " one", 1.6, " two", 1.9, " three", 4.1)));
        assertEquals("100-200 400-500", times(words(sound(1, 2, 3, 3.04, 4, 5), 0.5, 6, " one", 1.8, " two", 4.7)), "a click is no word");
        assertEquals("100-200 400-500", times(words(sound(1, 2, 2.5, 2.8, 4, 5), 0.5, 6, " one", 1.8, " two", 4.7)), "a short noise is no word");
        assertEquals("100-160 500-700", times(words(sound(1, 3, 5, 7), 0.5, 8, " one", 1.6, " two", 6.4)), "sound for more than a second is something else");
    }

    @Test
    void timesLieWithinTheirSegmentAndNeverRunBackwards() {
        byte[] pcm = sound(1, 2, 4, 5);
        assertEquals("120-180 180-180", times(words(pcm, 1.2, 1.8, " one", 2.9, " two", 9.0)));
        Random random = new Random(5);
        for (int round = 0; round < 500; round++) {
            double start = random.nextDouble() * 9;
            double end = start + random.nextDouble() * (10 - start);
            Object[] tokens = new Object[20];
            for (int i = 0; i < 20; i += 2) {
                tokens[i] = random.nextInt(3) == 0 ? "," : " w" + i;
                tokens[i + 1] = random.nextDouble() * 12 - 1;
            }
            double last = start;
            for (Word word : words(pcm, start, end, tokens)) {
                assertTrue(word.start() >= last && word.end() >= word.start() && word.end() <= end, word + " in " + start + " to " + end);
                last = word.end();
            }
        }
    }

    @Test
    void whatIsNotKnownIsAbsent() {
        byte[] pcm = sound(1, 2);
        assertNull(words(pcm, 0, 3, " one", 1.5, " two", null));
        assertNull(WordAlignment.align(List.of(new HeardSegment(new Segment(0, 1, " one"), List.of())), pcm).get(0).words(), "no tokens");
        assertNull(WordAlignment.align(List.of(new HeardSegment(new Segment(0, 1, " other"), List.of(token(" one", 0.5)))), pcm).get(0).words());
        assertEquals(List.of(new Segment(0, 1, " one")), WordAlignment.align(List.of(new HeardSegment(new Segment(0, 1, " one"),
                List.of(token(" one", null)))), new byte[0]));
    }

    @Test
    void aWordIsAsSureAsItsTokensInTheGeometricMean() {
        HeardSegment heard = new HeardSegment(new Segment(0, 2, " memory"), List.of(TIMESTAMP, token(" mem".getBytes(StandardCharsets.UTF_8), 1.0, 0.9),
                token("ory".getBytes(StandardCharsets.UTF_8), 1.5, 0.4)));
        assertEquals(0.6, WordAlignment.align(List.of(heard), sound(0, 2)).get(0).words().get(0).probability());
    }
}
