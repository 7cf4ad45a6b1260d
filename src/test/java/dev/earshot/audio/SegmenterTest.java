package dev.earshot.audio;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SegmenterTest {

    private static final List<String> SPEECH = List.of("digits", "commands", "digits-gb", "commands-us", "numbers-scotland", "hello-world");

    private static void assertNoSpeech(short[] samples) {
        assertEquals(List.of(), TestAudio.segment(samples, 30).stream().map(w -> w.start() + "-" + w.end()).toList());
    }

    @Test
    void whatIsSteadyIsNoSpeech() {
        assertNoSpeech(TestAudio.silence(65));
        assertNoSpeech(TestAudio.white(65, 0.03, 1));
        assertNoSpeech(TestAudio.white(40, 0.3, 2));
        assertNoSpeech(TestAudio.pink(65, 0.02));
        assertNoSpeech(TestAudio.make(40, i -> 0.3 * Math.sin(2 * Math.PI * 440 * i / 16000)));
        assertNoSpeech(TestAudio.make(40, i -> 0.3 * Math.sin(2 * Math.PI * 50 * i / 16000)));
        assertNoSpeech(TestAudio.white(0.7, 0.03, 4));
        assertNoSpeech(new short[0]);
        assertNoSpeech(new short[100]);
    }

    @Test
    void noiseThatBeginsAndEndsIsNoSpeechEither() {
        assertNoSpeech(TestAudio.join(TestAudio.silence(5), TestAudio.white(10, 0.03, 5), TestAudio.silence(5)));
        assertNoSpeech(TestAudio.join(TestAudio.white(10, 0.001, 5), TestAudio.white(40, 0.02, 6)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits", "commands", "digits-gb", "commands-us", "numbers-scotland", "hello-world"})
    void speechIsOneWindowFromBeforeItsFirstToAfterItsLastLoudMoment(String name) {
        short[] speech = TestAudio.sample(name);
        List<SpeechWindow> windows = TestAudio.segment(speech, 30);

        assertEquals(1, windows.size());
        int first = 0;
        while (Math.abs(speech[first]) < 600) {
            first++;
        }
        int last = speech.length - 1;
        while (Math.abs(speech[last]) < 600) {
            last--;
        }
        assertTrue(windows.get(0).start() <= first / 16000.0, windows.get(0).start() + " > " + first / 16000.0);
        assertTrue(windows.get(0).end() >= last / 16000.0, windows.get(0).end() + " < " + last / 16000.0);
    }

    @Test
    void timesAreThoseOfTheFile() {
        short[] speech = TestAudio.sample("digits");
        List<SpeechWindow> alone = TestAudio.segment(speech, 30);
        List<SpeechWindow> late = TestAudio.segment(TestAudio.join(TestAudio.silence(47.3), speech, TestAudio.silence(100), speech), 30);

        assertEquals(2, late.size());
        // A window may begin a little earlier where there is more silence before it.
        assertEquals(47.3 + alone.get(0).start(), late.get(0).start(), 0.22);
        assertEquals(47.3 + 100 + speech.length / 16000.0 + alone.get(0).start(), late.get(1).start(), 0.22);
        for (SpeechWindow window : late) {
            short[] file = TestAudio.join(TestAudio.silence(47.3), speech, TestAudio.silence(100), speech);
            assertArrayEquals(bytes(file, (int) window.startSample(), window.pcm().length / 2), window.pcm(), "the samples are those at its time");
        }
    }

    private static byte[] bytes(short[] samples, int from, int count) {
        byte[] bytes = new byte[count * 2];
        for (int i = 0; i < count; i++) {
            bytes[2 * i] = (byte) samples[from + i];
            bytes[2 * i + 1] = (byte) (samples[from + i] >> 8);
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 12, 30})
    void aLongRecordingIsCutInPausesAndNothingLoudIsLost(int longest) {
        List<short[]> parts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            parts.add(TestAudio.sample(SPEECH.get(i % SPEECH.size())));
            parts.add(TestAudio.silence(0.4));
        }
        short[] recording = TestAudio.join(parts.toArray(new short[0][]));
        List<SpeechWindow> windows = TestAudio.segment(recording, longest);

        boolean[] covered = new boolean[recording.length];
        for (SpeechWindow window : windows) {
            assertTrue(window.end() - window.start() <= longest, "window of " + (window.end() - window.start()) + " s");
            Arrays.fill(covered, (int) window.startSample(), (int) window.startSample() + window.pcm().length / 2, true);
            // Within 5 s there is not always a pause.
            if (longest > 5) {
                assertQuiet(recording, (int) window.startSample());
                assertQuiet(recording, (int) window.startSample() + window.pcm().length / 2);
            }
        }
        for (int i = 0; i < recording.length; i++) {
            assertTrue(covered[i] || Math.abs(recording[i]) < 600, "a loud sample at " + i / 16000.0 + " s is in no window");
        }
    }

    private static void assertQuiet(short[] recording, int at) {
        for (int i = Math.max(0, at - 80); i < Math.min(recording.length, at + 80); i++) {
            assertTrue(Math.abs(recording[i]) < 2500, "cut at " + at / 16000.0 + " s, in the middle of a word");
        }
    }

    @Test
    void speechWithoutAnyPauseIsCutAtTheLongestWindow() {
        short[] speech = TestAudio.sample("jfk");
        short[] dense = TestAudio.join(Arrays.copyOfRange(speech, 16_000 * 3, 16_000 * 5), Arrays.copyOfRange(speech, 16_000 * 8, 16_000 * 10));
        List<short[]> parts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            parts.add(dense);
        }
        short[] recording = TestAudio.join(parts.toArray(new short[0][]));
        List<SpeechWindow> windows = TestAudio.segment(recording, 10);

        double heard = windows.stream().mapToDouble(window -> window.end() - window.start()).sum();
        assertTrue(heard > recording.length / 16000.0 * 0.95, heard + " s of " + recording.length / 16000.0);
        windows.forEach(window -> assertTrue(window.end() - window.start() <= 10));
    }

    @Test
    void speechInNoiseAndVeryQuietSpeechAreKept() {
        short[] pause = TestAudio.silence(3);
        short[] speech = TestAudio.join(pause, TestAudio.sample("digits"), pause, TestAudio.sample("commands"), pause);
        double power = 0;
        for (short value : TestAudio.sample("digits")) {
            power += value / 32768.0 * value / 32768.0;
        }
        double level = Math.sqrt(power / TestAudio.sample("digits").length);
        List<SpeechWindow> noisy = TestAudio.segment(TestAudio.mix(speech, TestAudio.white(20, level / Math.sqrt(10), 8), 1), 30);
        assertCovers(noisy, 3.2, 6.1);

        int peak = 0;
        for (short value : speech) {
            peak = Math.max(peak, Math.abs(value));
        }
        double gain = 32768 * Math.pow(10, -45 / 20.0) / peak;
        assertCovers(TestAudio.segment(TestAudio.mix(speech, new short[0], gain), 30), 3.2, 6.1);
    }

    private static void assertCovers(List<SpeechWindow> windows, double from, double to) {
        assertTrue(windows.stream().anyMatch(window -> window.start() <= from && window.end() >= to),
                windows.stream().map(window -> window.start() + "-" + window.end()).toList().toString());
    }

    private static short[] recording() {
        List<short[]> parts = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            parts.add(TestAudio.sample(SPEECH.get(i % SPEECH.size())));
            parts.add(i % 3 == 0 ? TestAudio.white(1 + i, 0.002, i) : TestAudio.silence(0.2 * i));
        }
        return TestAudio.join(parts.toArray(new short[0][]));
    }

    @Test
    void inWhatPiecesTheAudioComesMakesNoDifference() {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            short[] samples = random(random);
            int longest = 5 + random.nextInt(26);
            double from = random.nextInt(3) == 0 ? random.nextInt(samples.length / 320 + 1) / 50.0 : 0;
            List<SpeechWindow> expected = TestAudio.segment(samples, longest, from, () -> samples.length);

            assertSame(expected, TestAudio.segment(samples, longest, from, () -> 1), "one by one, seed " + seed);
            assertSame(expected, TestAudio.segment(samples, longest, from, () -> 1 + random.nextInt(1000)), "a network's packets, seed " + seed);
            assertSame(expected, TestAudio.segment(samples, longest, from, () -> 1 + random.nextInt(3_000_000)), "up to minutes, seed " + seed);
            assertSame(expected, read(samples, longest, from), "as a file, seed " + seed);
        }
    }

    /** Speech, real and synthetic, pauses and noise, with noise over all or not. */
    private static short[] random(Random random) {
        List<short[]> parts = new ArrayList<>();
        int count = random.nextInt(20);
        for (int i = 0; i < count; i++) {
            double seconds = random.nextDouble() * (random.nextInt(4) == 0 ? 60 : 3);
            parts.add(switch (random.nextInt(4)) {
                case 0 -> TestAudio.mix(TestAudio.sample(SPEECH.get(random.nextInt(SPEECH.size()))), new short[0], 0.1 + random.nextDouble());
                case 1 -> syllables(random, seconds);
                case 2 -> TestAudio.white(seconds, Math.pow(10, -4 + 3 * random.nextDouble()), random.nextLong());
                default -> TestAudio.silence(seconds);
            });
        }
        short[] all = TestAudio.join(parts.toArray(new short[0][]));
        return random.nextBoolean() ? all : TestAudio.mix(all, TestAudio.white(all.length / 16000.0, Math.pow(10, -5 + 3 * random.nextDouble()), 1), 1);
    }

    private static short[] syllables(Random random, double seconds) {
        double rate = 1 + 6 * random.nextDouble();
        double level = Math.pow(10, -3 + 2.5 * random.nextDouble());
        return TestAudio.make(seconds, i -> level * random.nextGaussian() * Math.max(0.01, Math.sin(2 * Math.PI * rate * i / 16000)));
    }

    private static List<SpeechWindow> read(short[] samples, int longest, double from) {
        try {
            WindowReader reader = reader(samples, longest, from);
            List<SpeechWindow> windows = new ArrayList<>();
            while (!reader.finished()) {
                SpeechWindow window = reader.next(null);
                if (window != null) {
                    windows.add(window);
                }
            }
            return windows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static WindowReader reader(short[] samples, int longest, double from) throws IOException {
        WindowReader reader = new WindowReader(TestAudio.source(samples), longest, from);
        while (!reader.skipToStart()) {
            assertTrue(reader.position() < from);
        }
        return reader;
    }

    private static void assertSame(List<SpeechWindow> expected, List<SpeechWindow> actual, String how) {
        assertEquals(times(expected), times(actual), how);
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i).pcm(), actual.get(i).pcm(), how);
            assertEquals(expected.get(i).speech(), actual.get(i).speech(), how);
        }
    }

    private static List<String> times(List<SpeechWindow> windows) {
        return windows.stream().map(window -> String.format(Locale.ROOT, "%.2f-%.2f %s", window.start(), window.end(), window.speech().stream()
                .map(span -> String.format(Locale.ROOT, "%.2f-%.2f", span.start(), span.end())).toList())).toList();
    }

    /** Recorded: where windows change, transcripts do. */
    @Test
    void theWindowsOfRecordingsStayWhatTheyAre() {
        Map<String, String> windows = Map.of("digits", "0.00-3.30 [0.00-3.30]", "commands", "0.00-2.08 [0.00-2.08]", "digits-gb", "0.00-3.24 [0.00-3.24]",
                "commands-us", "0.00-3.20 [0.00-3.20]", "numbers-scotland", "0.00-3.30 [0.00-3.30]", "hello-world", "0.04-1.10 [0.00-1.06]");
        windows.forEach((name, times) -> assertEquals(List.of(times), times(TestAudio.segment(TestAudio.sample(name), 30)), name));
        assertEquals(List.of("0.12-4.68 [0.00-2.54, 2.96-4.56]", "5.20-7.96 [0.00-2.74]", "7.98-11.00 [0.00-3.02]"),
                times(TestAudio.segment(TestAudio.sample("jfk"), 5)));
        assertEquals(List.of("0.00-10.86 [0.00-3.30, 4.78-6.92, 7.62-10.86]", "11.74-14.96 [0.00-3.22]", "19.46-30.00 [0.00-3.30, 4.60-5.74, 7.24-10.54]",
                "37.48-44.76 [0.00-2.10, 4.04-7.28]", "46.86-50.06 [0.00-3.20]", "60.56-63.86 [0.00-3.30]", "66.40-67.44 [0.00-1.04]"),
                times(TestAudio.segment(recording(), 12)));
    }

    @Test
    void windowsBehindAWindowAreTheSameWhenItIsBegunThere() {
        short[] samples = recording();
        List<SpeechWindow> all = TestAudio.segment(samples, 30);
        assertTrue(all.size() > 5, all.size() + " windows");
        for (int i = 0; i < all.size(); i++) {
            assertSame(all.subList(i + 1, all.size()), TestAudio.segment(samples, 30, all.get(i).end(), () -> samples.length), "behind window " + i);
        }
    }

    @Test
    void windowsCanBeShorterForAWhile() throws IOException {
        short[] samples = recording();
        WindowReader reader = reader(samples, 30, 0);
        double last = 0;
        double speech = 0;
        for (int i = 0; !reader.finished(); i++) {
            SpeechWindow window = reader.next(i % 2 == 0 ? 7 : null);
            if (window != null) {
                double length = window.end() - window.start();
                assertTrue(length <= (i % 2 == 0 ? 7 : 30) + 0.001, length + " s");
                assertTrue(window.start() >= last, window.start() + " s, and the last one ended at " + last);
                last = window.end();
                speech += length;
            }
        }
        double all = TestAudio.segment(samples, 30).stream().mapToDouble(window -> window.end() - window.start()).sum();
        assertEquals(all, speech, all * 0.1, "nearly as much as in longer windows, which have more pauses in them");
    }

    @Test
    void aTurnWithoutSpeechEndsAfterSomeMinutes() throws IOException {
        WindowReader reader = reader(TestAudio.join(TestAudio.silence(700), TestAudio.sample("digits")), 30, 0);

        assertNull(reader.next(null));
        assertEquals(300, reader.position(), 30);
        assertFalse(reader.finished());
        assertNull(reader.next(null));
        assertEquals(700, reader.next(null).start(), 1);
    }
}
