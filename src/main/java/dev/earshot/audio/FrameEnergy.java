package dev.earshot.audio;

/** The energy of 20 ms frames above 200 Hz, in dB of full scale; hum and rumble do not count. Pure; not thread-safe. */
final class FrameEnergy {

    /** A first-order high-pass at 200 Hz for 16 kHz. */
    private static final double HIGH_PASS = 0.927;
    private static final double MIN_DB = -100;
    /** A power of two, so that multiplying is exact. */
    private static final double SCALE = 1 / 32768.0;

    private double lastIn;
    private double lastOut;

    /** The energy of the next frame in dB, {@value #MIN_DB} or more; frames must be given in order. */
    double nextDb(short[] samples, int offset) {
        // Local variables: C1 stores a field at every change.
        double in = lastIn;
        double out = lastOut;
        double sum = 0;
        for (int i = 0; i < VoiceActivityDetector.FRAME_SAMPLES; i++) {
            double next = samples[offset + i] * SCALE;
            out = HIGH_PASS * (out + next - in);
            in = next;
            sum += out * out;
        }
        lastIn = in;
        lastOut = out;
        return sum <= 0 ? MIN_DB : Math.max(MIN_DB, 10 * Math.log10(sum / VoiceActivityDetector.FRAME_SAMPLES));
    }
}
