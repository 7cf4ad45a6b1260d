package dev.earshot.audio;

import dev.earshot.audio.WindowPlanner.Planned;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WindowPlannerTest {

    private static final List<String> SPEECH = List.of("digits", "commands", "digits-gb", "commands-us", "numbers-scotland", "hello-world");

    private static void assertNoSpeech(short[] samples) throws IOException {
        assertEquals(List.of(), TestAudio.plan(samples, 30).stream().map(w -> w.start() + "-" + w.end()).toList());
    }

    @Test
    void whatIsSteadyIsNoSpeech() throws IOException {
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
    void noiseThatBeginsAndEndsIsNoSpeechEither() throws IOException {
        assertNoSpeech(TestAudio.join(TestAudio.silence(5), TestAudio.white(10, 0.03, 5), TestAudio.silence(5)));
        assertNoSpeech(TestAudio.join(TestAudio.white(10, 0.001, 5), TestAudio.white(40, 0.02, 6)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits", "commands", "digits-gb", "commands-us", "numbers-scotland", "hello-world"})
    void speechIsOneWindowFromBeforeItsFirstToAfterItsLastLoudMoment(String name) throws IOException {
        short[] speech = TestAudio.sample(name);
        List<Planned> windows = TestAudio.plan(speech, 30);

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
    void timesAreThoseOfTheFile() throws IOException {
        short[] speech = TestAudio.sample("digits");
        List<Planned> alone = TestAudio.plan(speech, 30);
        List<Planned> late = TestAudio.plan(TestAudio.join(TestAudio.silence(47.3), speech, TestAudio.silence(100), speech), 30);

        assertEquals(2, late.size());
        // A window may begin a little earlier where there is more silence before it.
        assertEquals(47.3 + alone.get(0).start(), late.get(0).start(), 0.22);
        assertEquals(47.3 + 100 + speech.length / 16000.0 + alone.get(0).start(), late.get(1).start(), 0.22);
        for (Planned window : late) {
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
    void aLongRecordingIsCutInPausesAndNothingLoudIsLost(int longest) throws IOException {
        List<short[]> parts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            parts.add(TestAudio.sample(SPEECH.get(i % SPEECH.size())));
            parts.add(TestAudio.silence(0.4));
        }
        short[] recording = TestAudio.join(parts.toArray(new short[0][]));
        List<Planned> windows = TestAudio.plan(recording, longest);

        boolean[] covered = new boolean[recording.length];
        for (Planned window : windows) {
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
    void speechWithoutAnyPauseIsCutAtTheLongestWindow() throws IOException {
        short[] speech = TestAudio.sample("jfk");
        short[] dense = TestAudio.join(Arrays.copyOfRange(speech, 16_000 * 3, 16_000 * 5), Arrays.copyOfRange(speech, 16_000 * 8, 16_000 * 10));
        List<short[]> parts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            parts.add(dense);
        }
        short[] recording = TestAudio.join(parts.toArray(new short[0][]));
        List<Planned> windows = TestAudio.plan(recording, 10);

        double heard = windows.stream().mapToDouble(window -> window.end() - window.start()).sum();
        assertTrue(heard > recording.length / 16000.0 * 0.95, heard + " s of " + recording.length / 16000.0);
        windows.forEach(window -> assertTrue(window.end() - window.start() <= 10));
    }

    @Test
    void speechInNoiseAndVeryQuietSpeechAreKept() throws IOException {
        short[] speech = TestAudio.join(TestAudio.silence(3), TestAudio.sample("digits"), TestAudio.silence(3), TestAudio.sample("commands"), TestAudio.silence(3));
        double power = 0;
        for (short value : TestAudio.sample("digits")) {
            power += value / 32768.0 * value / 32768.0;
        }
        double level = Math.sqrt(power / TestAudio.sample("digits").length);
        List<Planned> noisy = TestAudio.plan(TestAudio.mix(speech, TestAudio.white(20, level / Math.sqrt(10), 8), 1), 30);
        assertCovers(noisy, 3.2, 6.1);

        int peak = 0;
        for (short value : speech) {
            peak = Math.max(peak, Math.abs(value));
        }
        double gain = 32768 * Math.pow(10, -45 / 20.0) / peak;
        assertCovers(TestAudio.plan(TestAudio.mix(speech, new short[0], gain), 30), 3.2, 6.1);
    }

    private static void assertCovers(List<Planned> windows, double from, double to) {
        assertTrue(windows.stream().anyMatch(window -> window.start() <= from && window.end() >= to),
                windows.stream().map(window -> window.start() + "-" + window.end()).toList().toString());
    }

    @Test
    void theSameFileAlwaysHasTheSameWindows() throws IOException {
        short[] recording = TestAudio.join(TestAudio.sample("jfk"), TestAudio.silence(3), TestAudio.sample("digits"), TestAudio.white(5, 0.001, 1),
                TestAudio.sample("commands"));

        List<Planned> once = TestAudio.plan(recording, 8);
        List<Planned> again = TestAudio.plan(recording, 8);

        assertEquals(once.size(), again.size());
        for (int i = 0; i < once.size(); i++) {
            assertEquals(once.get(i).startSample(), again.get(i).startSample());
            assertArrayEquals(once.get(i).pcm(), again.get(i).pcm());
        }
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
    void whatIsPlannedBehindAWindowIsTheSameWhenItIsBegunThere() throws IOException {
        short[] samples = recording();
        List<Planned> all = TestAudio.plan(samples, 30);
        assertTrue(all.size() > 5, all.size() + " windows");
        for (int i = 0; i < all.size(); i++) {
            WindowPlanner again = new WindowPlanner(TestAudio.source(samples), 30);
            again.skipTo(all.get(i).end());
            for (Planned expected : all.subList(i + 1, all.size())) {
                Planned planned = again.next(null);
                assertEquals(expected.start(), planned.start());
                assertArrayEquals(expected.pcm(), planned.pcm());
            }
            assertEquals(null, again.next(null));
        }
    }

    @Test
    void windowsCanBeShorterForAWhile() throws IOException {
        short[] samples = recording();
        WindowPlanner planner = new WindowPlanner(TestAudio.source(samples), 30);
        double last = 0;
        double speech = 0;
        int shorter = 0;
        for (Planned window; (window = planner.next(shorter++ % 2 == 0 ? 7 : null)) != null; ) {
            double length = window.end() - window.start();
            assertTrue(length <= (shorter % 2 == 1 ? 7 : 30) + 0.001, length + " s");
            assertTrue(window.start() >= last, window.start() + " s, and the last one ended at " + last);
            last = window.end();
            speech += length;
        }
        double whole = TestAudio.plan(samples, 30).stream().mapToDouble(window -> window.end() - window.start()).sum();
        assertEquals(whole, speech, whole * 0.1, "nearly as much as in longer windows, which have more pauses in them");
    }
}
