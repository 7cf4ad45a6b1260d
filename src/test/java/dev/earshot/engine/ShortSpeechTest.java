package dev.earshot.engine;

import dev.earshot.audio.Decoded;
import dev.earshot.bus.Fault;
import dev.earshot.engine.WindowAttempts.Outcome;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowAborted;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.engine.whisper.AudioContext;
import dev.earshot.engine.whisper.WhisperFactory;
import dev.earshot.whole.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Short windows with the real engine: a part of the work, and the text of the whole. */
class ShortSpeechTest {

    @TempDir
    Path data;

    /** Every tenth held-out utterance: at a small context alone two of them have another text. All of them: {@code earshot bench short}. */
    private static List<Path> utterances() {
        List<Path> all = Samples.held();
        return IntStream.range(0, all.size()).filter(i -> i % 10 == 5).mapToObj(all::get).toList();
    }

    @Test
    void utterancesKeepTheirTextForLessThanTheWholeEncoding() throws IOException {
        WhisperFactory factory = new WhisperFactory();
        List<String> changed = new ArrayList<>();
        int encoded = 0;
        int full = 0;
        try (SpeechEngine engine = factory.load(TestSamples.MODEL, factory.install(data), line -> { })) {
            int[] positions = new int[1];
            for (Path file : utterances()) {
                WindowRequest window = TestSamples.window(Decoded.pcm(file, data));
                Outcome whole = new WindowAttempts(part -> heard(engine, part, positions), ShortSpeechRule.WHOLE).recognise(window, List.of());
                full += positions[0];
                positions[0] = 0;
                Outcome outcome = new WindowAttempts(part -> heard(engine, part, positions), ShortSpeechRule.CHECKED).recognise(window, List.of());
                encoded += positions[0];
                positions[0] = 0;
                if (!TestSamples.text(outcome.heard()).equals(TestSamples.text(whole.heard()))) {
                    changed.add(file + ": " + TestSamples.text(outcome.heard()) + " instead of " + TestSamples.text(whole.heard()));
                }
            }
        }

        assertEquals(List.of(), changed);
        assertTrue(encoded < full, encoded + " of " + full + " positions");
    }

    private static Recognition heard(SpeechEngine engine, WindowRequest window, int[] positions) {
        positions[0] += window.audioContext() == 0 ? AudioContext.FULL : window.audioContext();
        try {
            return engine.recognise(window);
        } catch (EngineLost | WindowAborted lost) {
            throw new Fault(Fault.Code.INTERNAL, lost.getMessage());
        }
    }
}
