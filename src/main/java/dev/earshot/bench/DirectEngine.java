package dev.earshot.bench;

import io.github.givimad.whisperjni.WhisperContext;
import io.github.givimad.whisperjni.WhisperFullParams;
import io.github.givimad.whisperjni.WhisperJNI;
import io.github.givimad.whisperjni.WhisperSamplingStrategy;
import io.github.givimad.whisperjni.WhisperState;

import java.io.IOException;
import java.nio.file.Path;

/** The baseline: whisper-jni called directly in this process, on one thread, with nothing around it. */
final class DirectEngine implements AutoCloseable {

    private final WhisperJNI whisper;
    private final WhisperContext context;

    DirectEngine(Path model) throws IOException {
        WhisperJNI.loadLibrary();
        WhisperJNI.setLibraryLogger(null);
        whisper = new WhisperJNI();
        context = whisper.initNoState(model);
    }

    /** @param audioContext encoder positions, 0 for all */
    String transcribe(float[] samples, int audioContext) {
        WhisperFullParams params = new WhisperFullParams(WhisperSamplingStrategy.GREEDY);
        params.nThreads = Runtime.getRuntime().availableProcessors();
        params.audioCtx = audioContext;
        params.language = "en";
        params.noContext = true;
        params.printProgress = false;
        params.printTimestamps = false;
        // A fresh state for each call, as in the service: no slower, and the text is the same every time.
        try (WhisperState state = whisper.initState(context)) {
            if (whisper.fullWithState(context, state, params, samples, samples.length) != 0) {
                throw new IllegalStateException("whisper failed");
            }
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < whisper.fullNSegmentsFromState(state); i++) {
                text.append(whisper.fullGetSegmentTextFromState(state, i));
            }
            return text.toString().strip();
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
