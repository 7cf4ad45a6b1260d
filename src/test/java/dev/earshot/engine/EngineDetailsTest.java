package dev.earshot.engine;

import dev.earshot.bus.Fault;
import dev.earshot.engine.process.EngineScratch;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.engine.whisper.AudioContext;
import dev.earshot.engine.whisper.ModelFile;
import dev.earshot.engine.whisper.NativeText;
import dev.earshot.speech.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The engine's pure parts. */
class EngineDetailsTest {

    @Test
    void shortAudioNeedsLessContextButNeverTooLittle() {
        assertEquals(384, ShortSpeechRule.CHECKED.positions(0.5));
        assertEquals(384, ShortSpeechRule.CHECKED.positions(5.1));
        assertEquals(15 * 50 + 128, ShortSpeechRule.CHECKED.positions(15));
        assertEquals(768, ShortSpeechRule.UNCHECKED.positions(12));
        assertEquals(AudioContext.FULL, ShortSpeechRule.WHOLE.positions(0.5));
        for (double seconds = 0; seconds <= 30; seconds += 0.1) {
            int positions = ShortSpeechRule.CHECKED.positions(seconds);
            assertTrue(positions * 0.02 >= seconds && positions <= AudioContext.FULL, "the audio fits at " + seconds);
        }
    }

    @Test
    void whereTheDataDirectoryLiesIsNotTold(@TempDir Path folder) throws IOException {
        Path full = Files.createFile(folder.resolve("data"));
        Fault fault = assertThrows(Fault.class, () -> EngineScratch.create(full));
        assertFalse(fault.getMessage().contains(folder.toString()), fault.getMessage());
        Fault gone = assertThrows(Fault.class, () -> ModelFile.check(full.resolve("ggml-x.bin")));
        assertFalse(gone.getMessage().contains(folder.toString()), gone.getMessage());
    }

    @Test
    void loopsAreFoundAndEmphasisIsNot() {
        assertTrue(repeats("thank you. Thank you. thank you! Thank you."));
        assertTrue(repeats("so it goes on and on and on and on and on"));
        assertFalse(repeats("no no no"));
        assertFalse(repeats("one two three four one two three four five"));
        assertFalse(repeats(""));
    }

    private static boolean repeats(String text) {
        return Repetition.words(List.of(new Segment(0, 1, text))) > 0;
    }

    @Test
    void emojiComeThroughTheNativeBorder() {
        assertEquals("a \uD83D\uDE00 b", NativeText.repair("a \u00F0\u009F\u0098\u0080 b"));
        assertEquals("\u00F0 and no more", NativeText.repair("\u00F0 and no more"));
        assertEquals("a  b\u4E09", NativeText.plain("a \uD83D\uDE00 b\u4E09"));
    }

    @Test
    void whatMustNotReachNativeCodeIsRefused() {
        assertRefused("2 bytes each", () -> TestSamples.window(new byte[0]));
        assertRefused("2 bytes each", () -> TestSamples.window(new byte[3]));
        assertRefused("longer than 30 s", () -> TestSamples.window(TestSamples.silence(30.1)));
        assertRefused("is not a language", () -> new WindowRequest(new byte[2], "klingon", false, "", 0, 0, 1));
        assertRefused("prompt", () -> new WindowRequest(new byte[2], "en", false, "a\0b", 0, 0, 1));
        assertRefused("temperature", () -> new WindowRequest(new byte[2], "en", false, "", Float.NaN, 0, 1));
        assertRefused("temperature", () -> new WindowRequest(new byte[2], "en", false, "", 1.1f, 0, 1));
    }

    private static void assertRefused(String why, org.junit.jupiter.api.function.Executable work) {
        Fault fault = assertThrows(Fault.class, work);
        assertEquals(Fault.Code.BAD_REQUEST, fault.code());
        assertTrue(fault.getMessage().contains(why), fault.getMessage());
    }

    @Test
    void aMachineThatLacksSomethingIsToldWhatToDo() {
        String flags = "flags : fpu avx avx2 fma f16c";
        assertEquals(List.of(), new SupportedPlatform("Linux", "amd64", flags, true).warnings());
        assertEquals(List.of(), new SupportedPlatform("Linux", "aarch64", "", true).warnings());
        assertEquals(List.of(), new SupportedPlatform("Mac OS X", "aarch64", "", false).warnings());
        assertOneWarning("apt-get install libgomp1", new SupportedPlatform("Linux", "amd64", flags, false));
        assertOneWarning("no AVX2", new SupportedPlatform("Linux", "amd64", "flags : fpu sse4_2", true));
        assertOneWarning("no speech engine for", new SupportedPlatform("SunOS", "sparc", "", false));
    }

    private static void assertOneWarning(String words, SupportedPlatform platform) {
        assertEquals(1, platform.warnings().size(), platform.warnings().toString());
        assertTrue(platform.warnings().get(0).contains(words), platform.warnings().toString());
    }

    @Test
    void thisMachineHasLibgompSinceTheOtherTestsPass() {
        assertTrue(SupportedPlatform.here().libgomp() || !SupportedPlatform.here().os().contains("Linux"));
    }
}
