package dev.earshot.engine.whisper;

import dev.earshot.bus.FailureReason;
import dev.earshot.bus.Fault;
import dev.earshot.engine.spi.Capabilities;
import dev.earshot.engine.spi.EngineInfo;
import dev.earshot.engine.spi.LibraryChoice;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.engine.whisper.binding.WhisperLibrary;
import dev.earshot.speech.Language;
import dev.earshot.speech.Segment;
import io.github.givimad.whisperjni.WhisperContext;
import io.github.givimad.whisperjni.WhisperContextParams;
import io.github.givimad.whisperjni.WhisperFullParams;
import io.github.givimad.whisperjni.WhisperJNI;
import io.github.givimad.whisperjni.WhisperSamplingStrategy;
import io.github.givimad.whisperjni.WhisperState;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * whisper.cpp in this JVM, by whisper-jni: text and times of segments, on every platform that this packages. Only one thread of a process may ever use
 * this class, for all of its objects: the library keeps its handles in unlocked maps. {@link #abort} does nothing: the library has no way to stop.
 */
final class JniEngine implements SpeechEngine {

    private static final Pattern DETECTED = Pattern.compile("auto-detected language: ([a-z]{2,3})");

    private final WhisperJNI whisper;
    private final WhisperContext context;
    private final Capabilities capabilities;
    /** What the library said of the window that runs: it has no other way to tell. */
    private final AtomicReference<String> detected;

    private final EngineInfo info;

    private JniEngine(WhisperJNI whisper, WhisperContext context, AtomicReference<String> detected, EngineInfo info) {
        this.info = info;
        this.whisper = whisper;
        this.context = context;
        this.detected = detected;
        this.capabilities = WhisperFactory.capabilities(whisper.isMultilingual(context), false, false);
    }

    /**
     * See {@link WhisperFactory#load}.
     *
     * @param choice which came to the packaged library, and why
     * @param lacks see {@link EngineInfo}
     */
    static JniEngine load(Path model, Consumer<String> log, LibraryChoice choice, String lacks) {
        Consumer<String> lines = log == null ? System.err::print : log;
        try {
            AtomicReference<String> detected = new AtomicReference<>();
            WhisperJNI.loadLibrary();
            WhisperJNI.setLibraryLogger(line -> {
                Matcher language = DETECTED.matcher(line);
                if (language.find()) {
                    detected.set(language.group(1));
                }
                lines.accept(line);
            });
            WhisperJNI whisper = new WhisperJNI();
            WhisperContextParams params = new WhisperContextParams();
            params.useGPU = false;
            WhisperContext context = whisper.initNoState(model, params);
            if (context == null) {
                throw WhisperWindow.refused(model);
            }
            return new JniEngine(whisper, context, detected, new EngineInfo("whisper-jni", WhisperLibrary.PACKAGED_VERSION, lacks).insteadOf(choice));
        } catch (UnsatisfiedLinkError e) {
            throw new Fault(Fault.Code.ENGINE_UNAVAILABLE, "The speech engine cannot be loaded on this machine: " + FailureReason.of(e));
        } catch (IOException e) {
            throw new Fault(Fault.Code.ENGINE_CRASHED, "The model file " + model.getFileName() + " cannot be read: " + FailureReason.of(e));
        }
    }

    @Override
    public Recognition recognise(WindowRequest window, Consumer<Segment> progress) {
        WhisperWindow.checkLanguage(capabilities, window);
        detected.set(null);
        float[] samples = samples(window.pcm());
        // A state of its own for each window: where Whisper is unsure it throws dice, and a state goes on throwing where the
        // last window stopped. So a window has the same words whatever came before it. It costs 1 to 3 ms.
        try (WhisperState state = whisper.initState(context)) {
            if (state == null) {
                throw WhisperWindow.noMemory();
            }
            int code = whisper.fullWithState(context, state, parameters(window), samples, samples.length);
            if (code != 0) {
                throw WhisperWindow.failed(code);
            }
            return new Recognition(segments(state, window.seconds()), language(window.language()));
        }
    }

    private WhisperFullParams parameters(WindowRequest window) {
        WhisperFullParams params = new WhisperFullParams(WhisperSamplingStrategy.GREEDY);
        params.nThreads = window.threads();
        params.audioCtx = window.audioContext() == AudioContext.FULL ? 0 : window.audioContext();
        params.language = capabilities.multilingual() ? window.language() : "en";
        params.translate = window.translate() && capabilities.translate();
        params.initialPrompt = window.prompt().isEmpty() ? null : NativeText.plain(window.prompt());
        params.temperature = window.temperature();
        params.temperatureInc = WhisperWindow.TEMPERATURE_STEP;
        // Each window stands for itself, so that a window that is done again gives the same words.
        params.noContext = true;
        params.printProgress = false;
        params.printRealtime = false;
        params.printTimestamps = false;
        params.printSpecial = false;
        return params;
    }

    private List<Segment> segments(WhisperState state, double seconds) {
        SegmentCollector segments = new SegmentCollector(seconds, false);
        for (int i = 0; i < whisper.fullNSegmentsFromState(state); i++) {
            segments.add(whisper.fullGetSegmentTimestamp0FromState(state, i), whisper.fullGetSegmentTimestamp1FromState(state, i),
                    NativeText.repair(whisper.fullGetSegmentTextFromState(state, i)), List.of());
        }
        return segments.segments();
    }

    private String language(String asked) {
        if (!capabilities.multilingual()) {
            return "en";
        }
        String found = detected.get();
        return asked.equals(Language.AUTO) && found != null ? found : asked;
    }

    private static float[] samples(byte[] pcm) {
        float[] samples = new float[WhisperWindow.samples(pcm)];
        WhisperWindow.fill(pcm, FloatBuffer.wrap(samples));
        return samples;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public EngineInfo info() {
        return info;
    }

    @Override
    public void abort() {
    }

    @Override
    public void close() {
        context.close();
    }
}
