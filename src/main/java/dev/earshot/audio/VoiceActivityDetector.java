package dev.earshot.audio;

import dev.earshot.speech.FrameEnergy;

import java.util.List;

/**
 * Voice activity detection for the frames that a {@link Segmenter} buffers: it is given each frame once and in order, and told when the
 * oldest are dropped. Its answers about buffered frames may change as more arrive, unless the detector is causal. Pure.
 */
interface VoiceActivityDetector {

    /** Samples per frame of 20 ms. */
    int FRAME_SAMPLES = FrameEnergy.FRAME_SAMPLES;
    int FRAMES_PER_SECOND = FrameEnergy.FRAMES_PER_SECOND;

    /** Frames from {@code start} up to, not including, {@code end}; 0 is the oldest buffered one. */
    record FrameSpan(int start, int end) {

        int length() {
            return end - start;
        }
    }

    /** Adds the frame that begins at {@code samples[offset]}. */
    void add(short[] samples, int offset);

    /** Drops the oldest frames; what was learned from them may be kept. */
    void drop(int count);

    /** The number of buffered frames. */
    int frames();

    /**
     * The speech in the oldest {@code count} frames, in order, without overlaps.
     *
     * @param count later frames are ignored, as if they had not arrived
     */
    List<FrameSpan> speech(int count);

    /** The best frame for a cut, the later one if two are equal, from {@code from} up to, not including, {@code to}; {@code to} if they are too few. */
    int quietestFrame(int from, int to);
}
