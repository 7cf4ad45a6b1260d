package dev.earshot.engine.whisper;

import dev.earshot.bus.FailureReason;
import dev.earshot.bus.Fault;
import dev.earshot.engine.spi.Capabilities;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.speech.Language;
import dev.earshot.speech.Pcm;
import dev.earshot.speech.Segment;
import io.github.givimad.whisperjni.WhisperContext;
import io.github.givimad.whisperjni.WhisperContextParams;
import io.github.givimad.whisperjni.WhisperFullParams;
import io.github.givimad.whisperjni.WhisperJNI;
import io.github.givimad.whisperjni.WhisperSamplingStrategy;
import io.github.givimad.whisperjni.WhisperState;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The native library in this JVM. Only one thread of a process may ever use this class, for all of its objects: the library
 * keeps its handles in unlocked maps. {@link #abort} does nothing: the library has no way to stop.
 */
final class WhisperEngine implements SpeechEngine {

    /** Below 1.01 s Whisper answers nothing, so shorter audio is padded with silence. */
    private static final int LEAST_SAMPLES = (int) (1.1 * Pcm.RATE);
    private static final Pattern DETECTED = Pattern.compile("auto-detected language: ([a-z]{2,3})");

    private final WhisperJNI whisper;
    private final WhisperContext context;
    private final Capabilities capabilities;
    /** What the library said of the window that runs: it has no other way to tell. */
    private final AtomicReference<String> detected;

    private WhisperEngine(WhisperJNI whisper, WhisperContext context, AtomicReference<String> detected) {
        this.whisper = whisper;
        this.context = context;
        this.detected = detected;
        this.capabilities = WhisperFactory.capabilities(whisper.isMultilingual(context));
    }

    /** See {@link WhisperFactory#load}. */
    static WhisperEngine load(Path model, Consumer<String> log) {
        try {
            AtomicReference<String> detected = new AtomicReference<>();
            WhisperJNI.loadLibrary();
            WhisperJNI.setLibraryLogger(line -> {
                Matcher language = DETECTED.matcher(line);
                if (language.find()) {
                    detected.set(language.group(1));
                }
                log.accept(line);
            });
            WhisperJNI whisper = new WhisperJNI();
            WhisperContextParams params = new WhisperContextParams();
            params.useGPU = false;
            WhisperContext context = whisper.initNoState(model, params);
            if (context == null) {
                throw new Fault(Fault.Code.BAD_MODEL, "Whisper cannot load the model file " + model.getFileName() + ".");
            }
            return new WhisperEngine(whisper, context, detected);
        } catch (UnsatisfiedLinkError e) {
            throw new Fault(Fault.Code.ENGINE_UNAVAILABLE, "The speech engine cannot be loaded on this machine: " + FailureReason.of(e));
        } catch (IOException e) {
            // It is unpacked first, which a full disk prevents until there is room again.
            throw new Fault(Fault.Code.ENGINE_CRASHED, "The speech engine cannot be unpacked: " + FailureReason.of(e));
        }
    }

    @Override
    public Recognition recognise(WindowRequest window) {
        if (!capabilities.multilingual() && !window.language().equals("en") && !window.language().equals(Language.AUTO)) {
            throw Fault.badRequest("This model knows English only, not '" + window.language() + "'.");
        }
        detected.set(null);
        float[] samples = samples(window.pcm());
        // A state of its own for each window: where Whisper is unsure it throws dice, and a state goes on throwing where the
        // last window stopped. So a window has the same words whatever came before it. It costs 1 to 3 ms.
        try (WhisperState state = whisper.initState(context)) {
            if (state == null) {
                throw new Fault(Fault.Code.INTERNAL, "Whisper has no memory for this window.");
            }
            int code = whisper.fullWithState(context, state, parameters(window), samples, samples.length);
            if (code != 0) {
                throw new Fault(Fault.Code.INTERNAL, "Whisper failed on this window (code " + code + ").");
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
        // Each window stands for itself, so that a window that is done again gives the same words.
        params.noContext = true;
        params.printProgress = false;
        params.printRealtime = false;
        params.printTimestamps = false;
        params.printSpecial = false;
        return params;
    }

    private List<Segment> segments(WhisperState state, double seconds) {
        List<Segment> segments = new ArrayList<>();
        double last = 0;
        for (int i = 0; i < whisper.fullNSegmentsFromState(state); i++) {
            String text = NativeText.repair(whisper.fullGetSegmentTextFromState(state, i));
            // Whisper's times can reach into the padding, and overlap.
            double start = Math.min(seconds, Math.max(last, whisper.fullGetSegmentTimestamp0FromState(state, i) / 100.0));
            double end = Math.min(seconds, Math.max(start, whisper.fullGetSegmentTimestamp1FromState(state, i) / 100.0));
            if (!text.isBlank()) {
                segments.add(new Segment(start, end, text));
                last = end;
            }
        }
        return segments;
    }

    private String language(String asked) {
        if (!capabilities.multilingual()) {
            return "en";
        }
        String found = detected.get();
        return asked.equals(Language.AUTO) && found != null ? found : asked;
    }

    private static float[] samples(byte[] pcm) {
        ByteBuffer in = ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN);
        float[] samples = new float[Math.max(LEAST_SAMPLES, pcm.length / Pcm.BYTES)];
        for (int i = 0; in.hasRemaining(); i++) {
            samples[i] = in.getShort() / 32768f;
        }
        return samples;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public void abort() {
    }

    @Override
    public boolean alive() {
        return true;
    }

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public void close() {
        context.close();
    }
}
