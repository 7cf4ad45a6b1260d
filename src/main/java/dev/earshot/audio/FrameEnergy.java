package dev.earshot.audio;

/** The energy of 20 ms frames in dB of full scale, above 200 Hz: hum and rumble are not heard. */
final class FrameEnergy {

    /** A first-order high-pass at 200 Hz for 16 kHz. */
    private static final double HIGH_PASS = 0.927;
    private static final double LEAST = -100;
    /** A power of two: to multiply by it loses nothing. */
    private static final double SCALE = 1 / 32768.0;

    private double lastIn;
    private double lastOut;

    /** The energy of the next frame; frames must come in order. */
    double next(short[] samples, int offset) {
        // In variables: the small compiler stores a field at every change.
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
        return sum <= 0 ? LEAST : Math.max(LEAST, 10 * Math.log10(sum / VoiceActivityDetector.FRAME_SAMPLES));
    }
}
