package dev.earshot.engine;

import dev.earshot.bus.Fault;
import dev.earshot.speech.Segment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What every engine does; run for each implementation. */
abstract class SpeechEngineContract {

    @TempDir
    Path data;

    private SpeechEngine engine;

    abstract SpeechEngine start(Path model) throws EngineLost;

    @BeforeEach
    void start() throws EngineLost {
        engine = start(TestSounds.MODEL);
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits", "commands", "hello-world", "numbers-scotland"})
    void hearsTheWords(String sample) throws EngineLost {
        assertEquals(TestSounds.words(sample), TestSounds.text(engine.recognise(TestSounds.window(TestSounds.pcm(sample)))));
    }

    @Test
    void shortSoundIsAnsweredAndHasNoWordsOfTheCallerBefore() throws EngineLost {
        engine.recognise(TestSounds.window(TestSounds.pcm("hello-world")));

        String text = TestSounds.text(engine.recognise(TestSounds.window(TestSounds.silence(0.3))));

        assertFalse(text.contains("hello world"), text);
    }

    @Test
    void timesStayWithinTheWindow() throws EngineLost {
        WindowRequest window = TestSounds.window(TestSounds.pcm("digits")).withAudioContext(AudioContext.positions(4));

        double last = 0;
        for (Segment segment : engine.recognise(window).segments()) {
            assertTrue(segment.start() >= last && segment.end() >= segment.start() && segment.end() <= window.seconds(), segment.toString());
            last = segment.end();
        }
        assertTrue(last > 2, "the last word ends at " + last);
    }

    @Test
    void theSameWindowHasTheSameWordsAlsoWhenWhisperIsUnsure() throws EngineLost {
        // Speech that the micro model does not know makes Whisper fall back to higher temperatures, that is, to chance.
        WindowRequest unsure = TestSounds.window(TestSounds.pcm("jfk"));
        String first = TestSounds.text(engine.recognise(unsure));
        engine.recognise(TestSounds.window(TestSounds.pcm("digits")));

        assertEquals(first, TestSounds.text(engine.recognise(unsure)));
    }

    @Test
    void aPromptOfAnyCharactersIsNoDanger() throws EngineLost {
        WindowRequest window = new WindowRequest(TestSounds.pcm("digits"), "en", false, NativeText.plain("one \uD83D\uDE00 zwei \u4E09 \u0001"), 0, 0, 2);

        assertEquals("en", engine.recognise(window).language());
    }

    @Test
    void anEnglishModelSaysSoAndRefusesOtherLanguages() throws EngineLost {
        assertFalse(engine.multilingual());
        WindowRequest german = new WindowRequest(TestSounds.pcm("digits"), "de", false, "", 0, 0, 2);
        Fault fault = assertThrows(Fault.class, () -> engine.recognise(german));
        assertEquals(Fault.Code.BAD_REQUEST, fault.code());
        assertEquals("en", engine.recognise(new WindowRequest(TestSounds.pcm("digits"), "auto", false, "", 0, 0, 2)).language());
    }

    @Test
    void autoReportsTheLanguageThatWhisperDetected() throws EngineLost, IOException {
        Path multilingual = SyntheticModel.named("micro").write(data.resolve("ggml-blank.bin"));
        assertTrue(ModelFile.check(multilingual).multilingual());
        engine.close();
        engine = start(multilingual);
        assertTrue(engine.multilingual());

        String detected = engine.recognise(new WindowRequest(TestSounds.pcm("digits"), "auto", false, "", 0, 0, 2)).language();

        assertTrue(dev.earshot.speech.Language.codes().contains(detected), detected);
        assertEquals("fr", engine.recognise(new WindowRequest(TestSounds.pcm("digits"), "fr", false, "", 0, 0, 2)).language());
    }
}
