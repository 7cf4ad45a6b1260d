package dev.earshot.speech;

/** The form of samples everywhere inside Earshot: 16 kHz, mono, signed 16-bit little-endian. */
public final class Pcm {

    /** Samples a second. */
    public static final int RATE = 16_000;

    /** Bytes a sample. */
    public static final int BYTES = 2;

    private Pcm() {
    }

    /** The length in seconds of so many bytes of PCM. */
    public static double seconds(int bytes) {
        return bytes / (double) (RATE * BYTES);
    }
}
