package dev.earshot.engine.whisper;

import com.sun.jna.Callback;
import dev.earshot.engine.TestSamples;
import dev.earshot.engine.whisper.binding.EncodingProbe;
import dev.earshot.engine.whisper.binding.LanguageDetection;
import dev.earshot.engine.whisper.binding.NativeFolder;
import dev.earshot.engine.whisper.binding.StructBytes;
import dev.earshot.engine.whisper.binding.UnfitLibrary;
import dev.earshot.engine.whisper.binding.WhisperCallbacks;
import dev.earshot.engine.whisper.binding.WhisperLibrary;
import dev.earshot.engine.whisper.binding.WhisperModel;
import dev.earshot.engine.whisper.binding.WhisperState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What native code asks Java while it works, and that it takes the answers as they are meant. */
class WhisperCallbacksTest {

    @TempDir
    Path data;

    private int code;
    private int segments;

    private void recognise(Map<String, Callback> callbacks) throws UnfitLibrary {
        recognise(TestSamples.MODEL, "en", state -> callbacks);
    }

    private void recognise(Path file, String language, Function<WhisperState, Map<String, Callback>> callbacks) throws UnfitLibrary {
        NativeFolder natives = new NativeFolder(new WhisperFactory().install(data));
        natives.use();
        WhisperLibrary library = WhisperLibrary.open(natives.whisper().orElseThrow(), line -> { });
        byte[] pcm = TestSamples.pcm("digits");
        FloatBuffer samples = ByteBuffer.allocateDirect(WhisperWindow.samples(pcm) * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
        WhisperWindow.fill(pcm, samples);
        try (StructBytes context = library.contextParams().set("use_gpu", false); WhisperModel model = library.load(file, context).orElseThrow();
             WhisperState state = model.newState().orElseThrow(); StructBytes params = library.fullParams().set("print_progress", false)) {
            callbacks.apply(state).forEach(params.set("language", language)::set);
            code = state.full(params, samples.rewind());
            segments = state.segments();
        }
    }

    @Test
    void eachIsCalledAlsoWhereTheCollectorRunsMeanwhile() throws UnfitLibrary {
        List<String> called = new ArrayList<>();
        List<Float> logits = new ArrayList<>();
        recognise(Map.of(
                "encoder_begin_callback", (WhisperCallbacks.EncoderBegin) (context, state, user) -> {
                    System.gc();
                    called.add("encoder");
                    return WhisperCallbacks.bool(true);
                },
                "abort_callback", (WhisperCallbacks.Abort) user -> {
                    System.gc();
                    called.add("abort");
                    return WhisperCallbacks.bool(false);
                },
                "logits_filter_callback", (WhisperCallbacks.LogitsFilter) (context, state, tokens, count, values, user) -> {
                    called.add("logits");
                    logits.add(values.getFloat(0));
                },
                "progress_callback", (WhisperCallbacks.PercentDone) (context, state, percent, user) -> called.add("percent " + percent),
                "new_segment_callback", (WhisperCallbacks.NewSegment) (context, state, fresh, user) -> called.add("segment " + fresh)));

        assertEquals(0, code);
        assertTrue(called.containsAll(List.of("encoder", "abort", "logits", "segment 1")), called.toString());
        assertTrue(called.stream().anyMatch(name -> name.startsWith("percent")), called.toString());
        assertTrue(logits.stream().allMatch(value -> Float.isFinite(value) || value == Float.NEGATIVE_INFINITY), logits.toString());
    }

    /** A Java boolean would arrive as all ones, which the native code does not take for true. */
    @Test
    void aTrueIsTakenForTrue() throws UnfitLibrary {
        recognise(Map.of("abort_callback", (WhisperCallbacks.Abort) user -> WhisperCallbacks.bool(true)));
        assertTrue(code != 0, "the call fails");
        assertEquals(0, segments);
    }

    /** Begins a window in a language, of a model that hears German in everything; answers how it was detected. */
    private LanguageDetection detect(String begunIn, List<String> called) throws IOException, UnfitLibrary {
        Path german = SyntheticModel.named("micro").with(Map.of(50_257, 30f, 50_261, 5f)).write(data.resolve("ggml-german.bin"));
        AtomicReference<LanguageDetection> detection = new AtomicReference<>();
        recognise(german, begunIn, state -> {
            EncodingProbe probe = new EncodingProbe(state, 2, 0, 0.4f);
            detection.set(new LanguageDetection(probe, begunIn, user -> WhisperCallbacks.bool(false)));
            return Map.of("abort_callback", detection.get(),
                    "encoder_begin_callback", (WhisperCallbacks.EncoderBegin) (context, itsState, user) -> {
                        called.add("encoder");
                        return probe.callback(context, itsState, user);
                    },
                    "logits_filter_callback", (WhisperCallbacks.LogitsFilter) (context, itsState, tokens, count, values, user) -> called.add("decoder"));
        });
        return detection.get();
    }

    @Test
    void aWindowInTheLanguageThatWasExpectedIsEncodedOnce() throws IOException, UnfitLibrary {
        List<String> called = new ArrayList<>();
        LanguageDetection detection = detect("de", called);

        assertEquals("de", detection.detected().orElseThrow().code());
        assertFalse(detection.wrong());
        assertEquals(0, code);
        assertEquals(1, Collections.frequency(called, "encoder"), called.toString());
        assertTrue(called.contains("decoder"), called.toString());
    }

    @Test
    void aWindowInAnotherLanguageIsEndedBeforeAnythingIsSaid() throws IOException, UnfitLibrary {
        List<String> called = new ArrayList<>();
        LanguageDetection detection = detect("en", called);

        assertEquals("de", detection.detected().orElseThrow().code());
        assertTrue(detection.wrong());
        assertEquals(List.of("encoder"), called);
    }

    @Test
    void aFalseOfTheEncoderEndsTheCall() throws UnfitLibrary {
        recognise(Map.of("encoder_begin_callback", (WhisperCallbacks.EncoderBegin) (context, state, user) -> WhisperCallbacks.bool(false)));
        assertEquals(0, code);
        assertEquals(0, segments);
    }
}
