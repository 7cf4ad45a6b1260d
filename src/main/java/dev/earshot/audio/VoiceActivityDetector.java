package dev.earshot.audio;

import java.util.List;

/**
 * Tells speech from everything else in the frames that a {@link Segmenter} holds: it is given every frame once and in order, and told
 * when the oldest are dropped. What it says of frames that are held may change as more come; a causal detector's answers do not. Pure.
 */
interface VoiceActivityDetector {

    /** Samples of a frame: 20 ms. */
    int FRAME_SAMPLES = 320;
    int FRAMES_PER_SECOND = 50;

    /** Frames from {@code start} to before {@code end}; 0 is the oldest that is held. */
    record FrameSpan(int start, int end) {

        int length() {
            return end - start;
        }
    }

    /** Adds the frame that begins at {@code samples[offset]}. */
    void add(short[] samples, int offset);

    /** Drops the oldest frames; what was learned from them may stay. */
    void drop(int count);

    /** How many frames are held. */
    int frames();

    /**
     * The speech in the oldest frames, in order and apart.
     *
     * @param count how many frames to look at; those behind them count as not there
     */
    List<FrameSpan> speech(int count);

    /** The frame at which a cut hurts least, later being better, among those from {@code from} to before {@code to}; {@code to} where they are too few. */
    int quietest(int from, int to);
}
