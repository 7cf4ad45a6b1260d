package dev.earshot.engine.whisper;

/**
 * How much of its 30 s Whisper has to encode. Time falls with the number of encoder positions ({@code audio_ctx} of
 * whisper.cpp, 20 ms each); too few cause repetition, so a margin and a floor stay.
 */
public final class AudioContext {

    /** Positions of a whole window of 30 s. */
    public static final int FULL = 1500;
    private static final int PER_SECOND = 50;

    private AudioContext() {
    }

    /**
     * Positions for so many seconds of audio.
     *
     * @param floor  the fewest
     * @param margin beyond the end of the audio
     */
    public static int positions(double seconds, int floor, int margin) {
        return Math.min(FULL, Math.max(floor, (int) Math.ceil(seconds * PER_SECOND) + margin));
    }
}
