package dev.earshot.speech;

/** The sample format used everywhere inside Earshot: 16 kHz, mono, signed 16-bit little-endian. */
public final class Pcm {

    /** Samples per second. */
    public static final int RATE = 16_000;

    /** Bytes per sample. */
    public static final int BYTES = 2;

    private Pcm() {
    }

    /** The duration in seconds of so many bytes of PCM. */
    public static double seconds(int bytes) {
        return bytes / (double) (RATE * BYTES);
    }
}
