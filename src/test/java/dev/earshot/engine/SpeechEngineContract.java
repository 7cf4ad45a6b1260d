package dev.earshot.engine;

import dev.earshot.bus.Fault;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowAborted;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.engine.whisper.AudioContext;
import dev.earshot.engine.whisper.ModelFile;
import dev.earshot.engine.whisper.NativeText;
import dev.earshot.engine.whisper.SyntheticModel;
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
public abstract class SpeechEngineContract {

    @TempDir
    public Path data;

    private SpeechEngine engine;

    protected abstract SpeechEngine start(Path model) throws EngineLost;

    @BeforeEach
    void start() throws EngineLost {
        engine = start(TestSamples.MODEL);
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits", "commands", "hello-world", "numbers-scotland"})
    void hearsTheWords(String sample) throws EngineLost, WindowAborted {
        assertEquals(TestSamples.words(sample), TestSamples.text(engine.recognise(TestSamples.window(TestSamples.pcm(sample)))));
    }

    @Test
    void shortAudioIsRecognisedWithoutWordsOfTheCallerBefore() throws EngineLost, WindowAborted {
        engine.recognise(TestSamples.window(TestSamples.pcm("hello-world")));

        String text = TestSamples.text(engine.recognise(TestSamples.window(TestSamples.silence(0.3))));

        assertFalse(text.contains("hello world"), text);
    }

    @Test
    void timesStayWithinTheWindow() throws EngineLost, WindowAborted {
        WindowRequest window = TestSamples.window(TestSamples.pcm("digits")).withAudioContext(AudioContext.positions(4, 384, 128));

        double last = 0;
        for (Segment segment : engine.recognise(window).segments()) {
            assertTrue(segment.start() >= last && segment.end() >= segment.start() && segment.end() <= window.seconds(), segment.toString());
            last = segment.end();
        }
        assertTrue(last > 2, "the last word ends at " + last);
    }

    @Test
    void theSameWindowHasTheSameWordsAlsoWhenWhisperIsUnsure() throws EngineLost, WindowAborted {
        // Speech that the micro model does not know makes Whisper fall back to higher temperatures, that is, to chance.
        WindowRequest unsure = TestSamples.window(TestSamples.pcm("jfk"));
        String first = TestSamples.text(engine.recognise(unsure));
        engine.recognise(TestSamples.window(TestSamples.pcm("digits")));

        assertEquals(first, TestSamples.text(engine.recognise(unsure)));
    }

    @Test
    void aPromptOfAnyCharactersIsNoDanger() throws EngineLost, WindowAborted {
        WindowRequest window = new WindowRequest(TestSamples.pcm("digits"), "en", false, NativeText.plain("one \uD83D\uDE00 zwei \u4E09 \u0001"), 0, 0, 2);

        assertEquals("en", engine.recognise(window).language());
    }

    @Test
    void anEnglishModelSaysSoAndRefusesOtherLanguages() throws EngineLost, WindowAborted {
        assertFalse(engine.capabilities().multilingual());
        WindowRequest german = new WindowRequest(TestSamples.pcm("digits"), "de", false, "", 0, 0, 2);
        Fault fault = assertThrows(Fault.class, () -> engine.recognise(german));
        assertEquals(Fault.Code.BAD_REQUEST, fault.code());
        assertEquals("en", engine.recognise(new WindowRequest(TestSamples.pcm("digits"), "auto", false, "", 0, 0, 2)).language());
    }

    @Test
    void autoReportsTheLanguageThatWhisperDetected() throws EngineLost, WindowAborted, IOException {
        Path multilingual = SyntheticModel.named("micro").write(data.resolve("ggml-blank.bin"));
        assertTrue(ModelFile.check(multilingual).multilingual());
        engine.close();
        engine = start(multilingual);
        assertTrue(engine.capabilities().multilingual());

        String detected = engine.recognise(new WindowRequest(TestSamples.pcm("digits"), "auto", false, "", 0, 0, 2)).language();

        assertTrue(dev.earshot.speech.Language.codes().contains(detected), detected);
        assertEquals("fr", engine.recognise(new WindowRequest(TestSamples.pcm("digits"), "fr", false, "", 0, 0, 2)).language());
    }
}
