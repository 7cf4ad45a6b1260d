package dev.earshot.speech;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/** The energy of 20 ms frames above 200 Hz, in dB of full scale; hum and rumble do not count. Pure; not thread-safe. */
public final class FrameEnergy {

    /** Samples of a frame: 20 ms. */
    public static final int FRAME_SAMPLES = 320;
    public static final int FRAMES_PER_SECOND = 50;
    /** What is not so many dB above the noise floor is quiet. */
    public static final double AUDIBLE_DB = 4;

    /** A first-order high-pass at 200 Hz for 16 kHz. */
    private static final double HIGH_PASS = 0.927;
    private static final double MIN_DB = -100;
    /** Frames below this level, in dB of full scale, are silence whatever the noise floor. */
    private static final double SILENCE_DB = -80;
    /** The level is averaged over so many frames to find the noise floor. */
    private static final int SMOOTHING_FRAMES = 5;
    /** A power of two, so that multiplying is exact. */
    private static final double SCALE = 1 / 32768.0;

    private double lastIn;
    private double lastOut;

    /** The energy of the next frame in dB, -100 or more; frames must be given in order. */
    public double nextDb(short[] samples, int offset) {
        // Local variables: C1 stores a field at every change.
        double in = lastIn;
        double out = lastOut;
        double sum = 0;
        for (int i = 0; i < FRAME_SAMPLES; i++) {
            double next = samples[offset + i] * SCALE;
            out = HIGH_PASS * (out + next - in);
            in = next;
            sum += out * out;
        }
        lastIn = in;
        lastOut = out;
        return sum <= 0 ? MIN_DB : Math.max(MIN_DB, 10 * Math.log10(sum / FRAME_SAMPLES));
    }

    /** The energies in dB of all whole frames of 16-bit little-endian samples. */
    public static double[] of(byte[] pcm) {
        FrameEnergy energy = new FrameEnergy();
        double[] energies = new double[pcm.length / Pcm.BYTES / FRAME_SAMPLES];
        short[] samples = new short[FRAME_SAMPLES];
        ShortBuffer all = ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        for (int frame = 0; frame < energies.length; frame++) {
            all.get(samples);
            energies[frame] = energy.nextDb(samples, 0);
        }
        return energies;
    }

    /**
     * The noise floor in dB: the level of the quietest stretch that is not silence (minimum statistics).
     *
     * @param count how many of the frames to look at
     */
    public static double floor(double[] energies, int count) {
        double least = Double.POSITIVE_INFINITY;
        double sum = 0;
        int audible = 0;
        for (int i = 0; i < count; i++) {
            sum += energies[i];
            audible = energies[i] > SILENCE_DB ? audible + 1 : 0;
            if (i >= SMOOTHING_FRAMES) {
                sum -= energies[i - SMOOTHING_FRAMES];
            }
            if (audible >= SMOOTHING_FRAMES) {
                least = Math.min(least, sum / SMOOTHING_FRAMES);
            }
        }
        return least == Double.POSITIVE_INFINITY ? SILENCE_DB : least;
    }
}
