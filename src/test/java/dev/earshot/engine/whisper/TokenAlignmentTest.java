package dev.earshot.engine.whisper;

import dev.earshot.bench.OddSounds;
import dev.earshot.engine.TestSamples;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowAborted;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.speech.AlignmentHead;
import dev.earshot.speech.Segment;
import dev.earshot.speech.Word;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tokens found in the audio, by the native library in this JVM. */
class TokenAlignmentTest {

    private static final List<AlignmentHead> MICRO = List.of(new AlignmentHead(2, 0));

    @TempDir
    Path data;

    private SpeechEngine start() {
        WhisperFactory factory = new WhisperFactory();
        return factory.load(TestSamples.MODEL, factory.install(data), line -> { });
    }

    private static WindowRequest window(String sample) {
        byte[] pcm = TestSamples.pcm(sample);
        return TestSamples.window(pcm).withAudioContext(Math.min(AudioContext.FULL, pcm.length / 640 + 768));
    }

    /** Without how sure the model was: timestamps that are forbidden for the sake of words are left out of its probabilities, which changes the last digit. */
    private static List<List<Object>> spoken(Recognition recognition) {
        return recognition.segments().stream().map(segment -> List.<Object>of(segment.start(), segment.end(), segment.text())).toList();
    }

    @Test
    void wordsAreFoundWhereTheyAreWishedForAndTheTextStaysTheSame() throws EngineLost, WindowAborted {
        try (SpeechEngine engine = start()) {
            assertTrue(engine.capabilities().words());
            for (String sample : List.of("digits", "commands", "hello-world", "jfk")) {
                Recognition plain = engine.recognise(window(sample));
                Recognition aligned = engine.recognise(window(sample).withWords(MICRO));

                assertEquals(spoken(plain), spoken(aligned), sample);
                assertTrue(plain.segments().stream().allMatch(segment -> segment.words() == null), "nobody asked");
                for (Segment segment : aligned.segments()) {
                    assertEquals(segment.text(), segment.words().stream().map(Word::text).collect(Collectors.joining()));
                }
            }
        }
    }

    @Test
    void aWindowWithoutWordsIsAsIfNobodyHadAskedForThemAndTheModelStaysLoaded() throws EngineLost, WindowAborted {
        WhisperFactory factory = new WhisperFactory();
        List<String> lines = new CopyOnWriteArrayList<>();
        try (SpeechEngine engine = factory.load(TestSamples.MODEL, factory.install(data), lines::add)) {
            Recognition plain = engine.recognise(window("digits"));
            Recognition aligned = engine.recognise(window("digits").withWords(MICRO));

            assertEquals(plain, engine.recognise(window("digits")));
            assertEquals(aligned, engine.recognise(window("digits").withWords(MICRO)));
            assertNotEquals(aligned, engine.recognise(window("digits").withWords(List.of(new AlignmentHead(0, 0)))), "other heads look elsewhere");
            assertEquals(1, lines.stream().filter(line -> line.startsWith("whisper_model_load: loading model")).count(), lines.toString());
            assertEquals(3, lines.stream().filter(line -> line.startsWith("whisper_init_state: alignment heads")).count(), lines.toString());
        }
    }

    @Test
    void headsThatTheModelDoesNotHaveAreNotUsed() throws EngineLost, WindowAborted {
        assertEquals(List.of(), new TokenAlignment(List.of(new AlignmentHead(3, 0)), 3, 2).heads());
        assertEquals(List.of(), new TokenAlignment(List.of(new AlignmentHead(2, 0), new AlignmentHead(0, 2)), 3, 2).heads());
        assertEquals(List.of(), new TokenAlignment(List.of(new AlignmentHead(-1, 0)), 3, 2).heads());
        assertEquals(MICRO, new TokenAlignment(MICRO, 3, 2).heads());
        try (SpeechEngine engine = start()) {
            Recognition unknown = engine.recognise(window("digits").withWords(List.of()));
            assertEquals(10, unknown.segments().stream().mapToInt(segment -> segment.words().size()).sum(), "by the heads of the top layer");
            assertEquals(unknown, engine.recognise(window("digits").withWords(List.of(new AlignmentHead(99, 99)))));
        }
    }

    @Test
    void thereIsMemoryForTheLongestWindowOfTheLargestModel() {
        long head = 448L * 1500 * 4;
        assertEquals((64L << 20) + 4 * 20 * head, new TokenAlignment(List.of(), 32, 20).bytes());
        assertEquals((64L << 20) + 4 * head, new TokenAlignment(MICRO, 3, 2).bytes());
    }

    /** Each of these ended the process before timestamps that close too early were forbidden, or may do so: noise, tones, clicks, a prompt of 224 tokens. */
    @Test
    void oddSoundsEndNoProcess() throws EngineLost, WindowAborted {
        Random random = new Random(17);
        try (SpeechEngine engine = start()) {
            for (int i = 0; i < 24; i++) {
                byte[] pcm = OddSounds.of(i, random);
                WindowRequest window = new WindowRequest(pcm, "en", false, i % 3 == 0 ? "one two three ".repeat(80) : "", i % 4 == 0 ? 0.8f : 0, 0, 2)
                        .withAudioContext(Math.min(AudioContext.FULL, pcm.length / 640 + 768));
                for (Segment segment : engine.recognise(window.withWords(MICRO)).segments()) {
                    assertTrue(segment.words() == null || segment.words().stream().allMatch(word -> word.end() <= segment.end()), segment.toString());
                }
            }
        }
    }
}
