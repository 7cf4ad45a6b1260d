package dev.earshot.engine;

import dev.earshot.speech.Pcm;
import dev.earshot.speech.Segment;
import dev.earshot.speech.SpeechSpan;
import dev.earshot.speech.Word;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class WindowHalvesTest {

    private static final int SECONDS = 8;

    /** Speech with a pause of 0.2 s around each of these moments. */
    private static int cut(byte[] pcm, double... pauses) {
        List<SpeechSpan> speech = new ArrayList<>();
        double from = 0;
        for (double pause : pauses) {
            speech.add(new SpeechSpan(from, pause - 0.1));
            from = pause + 0.1;
        }
        speech.add(new SpeechSpan(from, SECONDS));
        return WindowHalves.of(pcm, speech).first().length / Pcm.BYTES;
    }

    @Test
    void itIsCutInThePauseNearestToItsMiddle() {
        byte[] pcm = window(0);
        assertEquals(3.2 * Pcm.RATE, cut(pcm, 2.5, 3.2, 6.1));
        assertEquals(4.5 * Pcm.RATE, cut(pcm, 2.5, 4.5, 5));
        assertEquals(3 * Pcm.RATE, cut(pcm, 3, 5), "the first of two that are as near");
        assertEquals(2.1 * Pcm.RATE, cut(pcm, 2.1));
        assertEquals(5.9 * Pcm.RATE, cut(pcm, 5.9));
    }

    @Test
    void aPauseNearAnEndIsNoPlaceToCut() {
        assertEquals(48_800, cut(window(48_000), 1.9, 6.1));
    }

    @ParameterizedTest
    @ValueSource(ints = {32_000, 48_000, 48_800, 94_400})
    void withoutAPauseItIsCutAtTheQuietestMoment(int quiet) {
        assertEquals(quiet + 800, cut(window(quiet)));
    }

    @ParameterizedTest
    @CsvSource({"8000", "120000"})
    void quietNearAnEndDoesNotCount(int quiet) {
        assertEquals(32_800, cut(window(quiet)), "all of the middle is as loud: its first place");
    }

    @Test
    void theHalvesAreTheWholeAndTheirWordsHaveItsTimes() {
        byte[] pcm = window(48_000);
        WindowHalves halves = WindowHalves.of(pcm, List.of(new SpeechSpan(0, 3), new SpeechSpan(4, 8)));
        byte[] whole = Arrays.copyOf(halves.first(), pcm.length);
        System.arraycopy(halves.second(), 0, whole, halves.first().length, halves.second().length);
        assertArrayEquals(pcm, whole);
        assertEquals(3.5 * Pcm.RATE * Pcm.BYTES, halves.first().length);
        assertEquals(List.of(new Segment(0, 1, "a"), new Segment(3.5, 4.75, "b", List.of(new Word(3.75, 4, "b", 1)), null)),
                halves.join(List.of(new Segment(0, 1, "a")), List.of(new Segment(0, 1.25, "b", List.of(new Word(0.25, 0.5, "b", 1)), null))));
    }

    /** 8 s of samples of 256, but 0.1 s of samples of 255, whose low byte is the larger one. */
    private static byte[] window(int quiet) {
        byte[] pcm = new byte[SECONDS * Pcm.RATE * Pcm.BYTES];
        for (int i = 0; i < pcm.length / 2; i++) {
            int sample = i >= quiet && i < quiet + 1600 ? 255 : i % 2 == 0 ? 256 : -257;
            pcm[2 * i] = (byte) sample;
            pcm[2 * i + 1] = (byte) (sample >> 8);
        }
        return pcm;
    }
}
