package dev.earshot.audio;

/** The energy of 20 ms frames in dB of full scale, above 200 Hz: hum and rumble are not heard. */
final class FrameEnergy {

    /** A first-order high-pass at 200 Hz for 16 kHz. */
    private static final double HIGH_PASS = 0.927;
    private static final double LEAST = -100;

    private double lastIn;
    private double lastOut;

    /** The energy of the next frame; frames must come in order. */
    double next(short[] samples, int offset) {
        double sum = 0;
        for (int i = 0; i < VoiceActivityDetector.FRAME_SAMPLES; i++) {
            double in = samples[offset + i] / 32768.0;
            lastOut = HIGH_PASS * (lastOut + in - lastIn);
            lastIn = in;
            sum += lastOut * lastOut;
        }
        return sum <= 0 ? LEAST : Math.max(LEAST, 10 * Math.log10(sum / VoiceActivityDetector.FRAME_SAMPLES));
    }
}
