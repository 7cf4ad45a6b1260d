package dev.earshot.engine.whisper;

/**
 * How much of its 30 s Whisper has to encode. Time falls with the number of encoder positions ({@code audio_ctx} of
 * whisper.cpp, 20 ms each); too few cause repetition, so a margin and a floor stay. The floor was measured: of 54 held-out
 * utterances 52 keep their text to the letter at 768, 49 at 384 (docs/performance.md).
 */
public final class AudioContext {

    /** Positions of a whole window of 30 s. */
    public static final int FULL = 1500;
    private static final int FLOOR = 768;
    private static final int MARGIN = 128;
    private static final int PER_SECOND = 50;

    private AudioContext() {
    }

    /** Positions for so many seconds of audio, {@link #FLOOR} to {@link #FULL}. */
    public static int positions(double seconds) {
        return Math.min(FULL, Math.max(FLOOR, (int) Math.ceil(seconds * PER_SECOND) + MARGIN));
    }
}
