package dev.earshot.engine.whisper;

import dev.earshot.bus.Fault;
import dev.earshot.engine.spi.Capabilities;
import dev.earshot.engine.spi.EngineInfo;
import dev.earshot.engine.spi.LibraryChoice;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowAborted;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.engine.whisper.binding.ComputeDevice;
import dev.earshot.engine.whisper.binding.DetectedLanguage;
import dev.earshot.engine.whisper.binding.EncodingProbe;
import dev.earshot.engine.whisper.binding.EncodingProbe.Decoding;
import dev.earshot.engine.whisper.binding.LanguageDetection;
import dev.earshot.engine.whisper.binding.NativeHeap;
import dev.earshot.engine.whisper.binding.StructBytes;
import dev.earshot.engine.whisper.binding.WhisperCallbacks;
import dev.earshot.engine.whisper.binding.WhisperLibrary;
import dev.earshot.engine.whisper.binding.WhisperModel;
import dev.earshot.engine.whisper.binding.WhisperState;
import dev.earshot.speech.Language;
import dev.earshot.speech.Segment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** whisper.cpp in this JVM, by its C API: all that {@link JniEngine} tells, to the letter, and tokens. Only one thread may use it. */
final class CApiEngine implements SpeechEngine {

    private final WhisperLibrary library;
    private final Capabilities capabilities;
    private final WhisperModel model;
    /** What holds for the model; whisper.cpp reads it as long as it does. */
    private StructBytes contextParams;
    /** How tokens are found in the audio; null where they are not. */
    private TokenAlignment alignment;
    /** Of the window before, which the next one most likely has too. */
    private String language = "en";
    /** Of the longest window so far. */
    private FloatBuffer samples = FloatBuffer.allocate(0);

    private boolean closed;

    private final AtomicBoolean aborted = new AtomicBoolean();
    private final WhisperCallbacks.Abort stop = data -> WhisperCallbacks.bool(aborted.get());

    private final LibraryChoice choice;
    private final EngineInfo info;

    private CApiEngine(WhisperLibrary library, Path file, LibraryChoice choice) {
        this.library = library;
        this.choice = choice;
        contextParams = contextParams();
        model = library.load(file, contextParams).orElseThrow(() -> {
            contextParams.close();
            return WhisperWindow.refused(file);
        });
        Optional<ComputeDevice> device = library.device(choice.gpu(), choice.gpuDevice());
        this.info = new EngineInfo("whisper.cpp", library.version(), null, choice.own() == null ? null : library.file(),
                device.map(ComputeDevice::backend).orElse(null), device.map(ComputeDevice::description).orElse(null)).insteadOf(choice);
        this.capabilities = WhisperFactory.capabilities(model.multilingual(), true, model.reconfigurable());
    }

    /** @throws Fault {@code bad-model} where the library refuses the file */
    static CApiEngine load(WhisperLibrary library, Path model, LibraryChoice choice) {
        return new CApiEngine(library, model, choice);
    }

    private StructBytes contextParams() {
        return library.contextParams().set("use_gpu", choice.gpu()).set("gpu_device", choice.gpuDevice());
    }

    /** Alignment takes time at each window and can end the process: a window that does not ask for words has none of it. */
    private void align(WindowRequest window) {
        boolean words = window.words() && capabilities.words();
        TokenAlignment wanted = words ? new TokenAlignment(window.heads(), model.textLayers(), model.textHeads()) : null;
        if (!Objects.equals(wanted, alignment)) {
            StructBytes params = words ? wanted.in(contextParams()) : contextParams();
            model.reconfigure(params);
            contextParams.close();
            contextParams = params;
            alignment = wanted;
        }
    }

    @Override
    public Recognition recognise(WindowRequest window, Consumer<Segment> progress) throws WindowAborted {
        WhisperWindow.checkLanguage(capabilities, window);
        align(window);
        // A state of its own for each window, for the same reason as there.
        try (WhisperState state = model.newState().orElseThrow(WhisperWindow::noMemory); StructBytes params = parameters(window)) {
            EncodingProbe probe = new EncodingProbe(state, window.threads(), window.temperature(), WhisperWindow.TEMPERATURE_STEP);
            params.set("abort_callback", stop).set("encoder_begin_callback", probe)
                    .set("logits_filter_callback", alignment == null ? probe.passes() : model.alignable(probe.passes()));
            if (progress != null) {
                params.set("new_segment_callback", new SegmentProgress(state, window.seconds(), probe, progress));
            }
            FloatBuffer input = samples(window.pcm());
            boolean detect = capabilities.multilingual() && window.language().equals(Language.AUTO);
            Optional<DetectedLanguage> detected = detect ? detecting(state, params, probe, input) : Optional.empty();
            if (!detect) {
                call(state, params, input, null);
            }
            probe.look();
            SegmentCollector heard = heard(state, window, probe::of);
            language = capabilities.multilingual() ? state.language() : language;
            return new Recognition(alignment != null ? WordAlignment.align(heard.heard(), window.pcm()) : heard.segments(), language, heard.leastLogprob(),
                    detected.map(DetectedLanguage::probability).orElse(null));
        }
    }

    /** Recognises a window in the language that it is found to be in, by one encoding where that is the one of the window before. */
    private Optional<DetectedLanguage> detecting(WhisperState state, StructBytes params, EncodingProbe probe, FloatBuffer input) throws WindowAborted {
        LanguageDetection detection = new LanguageDetection(probe, language, stop);
        call(state, params.set("language", language).set("abort_callback", detection), input, detection);
        if (detection.wrong()) {
            // The library has the samples.
            probe.encodesTheSame();
            String found = detection.detected().map(DetectedLanguage::code).orElse(Language.AUTO);
            call(state, params.set("language", found).set("abort_callback", stop), input.limit(0), null);
        }
        return detection.detected();
    }

    /** @param detection may end the call, which has not failed then; null for none */
    private void call(WhisperState state, StructBytes params, FloatBuffer input, LanguageDetection detection) throws WindowAborted {
        int code = aborted.get() ? 0 : state.full(params, input);
        if (aborted.getAndSet(false)) {
            throw new WindowAborted();
        }
        if (code != 0 && (detection == null || !detection.wrong())) {
            throw WhisperWindow.failed(code);
        }
    }

    /**
     * What a state has, with its tokens.
     *
     * @param decoding of a segment; null where nothing is known of it
     */
    static SegmentCollector heard(WhisperState state, WindowRequest window, IntFunction<Decoding> decoding) {
        SegmentCollector segments = new SegmentCollector(window.seconds(), window.logprobs());
        for (int i = 0; i < state.segments(); i++) {
            segments.add(state.start(i), state.end(i), state.text(i), state.tokens(i), decoding.apply(i));
        }
        return segments;
    }

    private StructBytes parameters(WindowRequest window) {
        StructBytes params = library.fullParams().set("n_threads", window.threads())
                .set("audio_ctx", window.audioContext() == AudioContext.FULL ? 0 : window.audioContext())
                .set("language", capabilities.multilingual() ? window.language() : "en")
                .set("translate", window.translate() && capabilities.translate())
                .set("temperature", window.temperature())
                // As whisper-jni sets them; the text depends on both.
                .set("temperature_inc", WhisperWindow.TEMPERATURE_STEP).set("greedy.best_of", -1)
                .set("print_progress", false).set("print_timestamps", false);
        return window.prompt().isEmpty() ? params : params.set("initial_prompt", window.prompt());
    }

    private FloatBuffer samples(byte[] pcm) {
        int count = WhisperWindow.samples(pcm);
        if (samples.capacity() < count) {
            samples = ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
        }
        samples.clear().limit(count);
        WhisperWindow.fill(pcm, samples);
        return samples.rewind();
    }

    @Override
    public void trimMemory() {
        NativeHeap.trim();
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
        aborted.set(true);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            model.close();
            contextParams.close();
        }
    }
}
