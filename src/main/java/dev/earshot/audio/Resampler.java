package dev.earshot.audio;

/**
 * A streaming, band-limited sample rate converter: a polyphase filter bank of a sinc windowed by Kaiser (Smith, "Digital Audio
 * Resampling"; Kaiser's formula for the window). Symmetric, so without delay: output sample n is the audio at n / output rate seconds.
 * Aliases are suppressed by at least 80 dB. Pure; not thread-safe.
 */
final class Resampler {

    /** Zero crossings of the sinc on each side, at the lower of the two rates. */
    private static final int ZERO_CROSSINGS = 40;
    /** About 90 dB in the stop band. */
    private static final double KAISER_BETA = 9;
    /** The middle of the transition band, as a fraction of the lower rate: the band ends where aliasing would begin. */
    private static final double CUTOFF = 0.464;
    /** Ratios that need more phases use the nearest of so many. */
    private static final int MAX_PHASES = 2048;

    private final int up;
    private final int down;
    private final float[][] phases;
    /** Taps on each side of the centre. */
    private final int half;
    private float[] input;
    /** The index of {@code input[0]} in the whole input; {@code filled} samples are buffered. */
    private long first;
    private int filled;
    private long written;
    private long next;
    private boolean ended;

    Resampler(int from, int to) {
        int divisor = gcd(from, to);
        up = to / divisor;
        down = from / divisor;
        double scale = Math.min(1, (double) to / from);
        half = (int) Math.ceil(ZERO_CROSSINGS / scale);
        phases = new float[Math.min(up, MAX_PHASES)][];
        for (int phase = 0; phase < phases.length; phase++) {
            phases[phase] = taps((double) phase / phases.length, scale);
        }
        // Silence before the first sample, so that the filter is complete from the first output on.
        input = new float[4 * half + 8192];
        filled = half;
        first = -half;
    }

    /** Adds input, -1 to 1. */
    void write(float[] samples, int count) {
        ensureCapacity(count);
        System.arraycopy(samples, 0, input, filled, count);
        filled += count;
        written += count;
    }

    /** There is no more input; {@link #read} returns the rest. */
    void end() {
        if (!ended) {
            ended = true;
            ensureCapacity(half + 1);
            filled += half + 1;
        }
    }

    /** @return the number of samples written; 0 if more input is needed, -1 at the end */
    int read(short[] samples, int offset, int length) {
        int count = 0;
        long outputs = ended ? (written * up + down - 1) / down : Long.MAX_VALUE;
        while (count < length && next < outputs) {
            long middle = next * down / up;
            if (middle + half >= first + filled) {
                break;
            }
            int phase = (int) (next * down % up * phases.length / up);
            samples[offset + count++] = clip(convolve(phases[phase], (int) (middle - half + 1 - first)));
            next++;
        }
        discard();
        return count == 0 && next >= outputs ? -1 : count;
    }

    private float convolve(float[] taps, int from) {
        float sum = 0;
        for (int i = 0; i < taps.length; i++) {
            sum += taps[i] * input[from + i];
        }
        return sum;
    }

    /** Discards input that no further output needs. */
    private void discard() {
        long needed = Math.min(next * down / up - half + 1, first + filled);
        int gone = (int) (needed - first);
        if (gone > 4096) {
            System.arraycopy(input, gone, input, 0, filled - gone);
            java.util.Arrays.fill(input, filled - gone, filled, 0);
            filled -= gone;
            first += gone;
        }
    }

    private void ensureCapacity(int more) {
        if (filled + more > input.length) {
            input = java.util.Arrays.copyOf(input, Math.max(filled + more, input.length * 2));
        }
    }

    private float[] taps(double fraction, double scale) {
        float[] taps = new float[2 * half];
        double sum = 0;
        for (int i = 0; i < taps.length; i++) {
            double distance = (i - half + 1 - fraction) * scale;
            double value = sinc(2 * CUTOFF * distance) * kaiser(distance / ZERO_CROSSINGS);
            taps[i] = (float) value;
            sum += value;
        }
        for (int i = 0; i < taps.length; i++) {
            taps[i] /= (float) sum;
        }
        return taps;
    }

    private static double sinc(double x) {
        return Math.abs(x) < 1e-12 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    private static double kaiser(double x) {
        return Math.abs(x) >= 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel(KAISER_BETA);
    }

    /** The modified Bessel function of the first kind and order 0, by its series. */
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > sum * 1e-15; k++) {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }

    private static short clip(float value) {
        return (short) Math.max(-32768, Math.min(32767, Math.round(value * 32768)));
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
