package dev.earshot.audio;

/**
 * A streaming, band-limited sample rate converter: a polyphase filter bank of a sinc windowed by Kaiser (Smith, "Digital Audio
 * Resampling"; Kaiser's formula for the window). Symmetric, so it delays nothing: output sample n is the audio at n seconds /
 * output rate. Aliases lie 80 dB down or more.
 */
final class Resampler {

    /** Zero crossings of the sinc on each side, at the lower of the two rates. */
    private static final int CROSSINGS = 40;
    /** About 90 dB in the stop band. */
    private static final double BETA = 9;
    /** The middle of the transition band, as a part of the lower rate: it ends where aliasing would begin. */
    private static final double CUTOFF = 0.464;
    /** Ratios with more phases than this use the nearest of so many. */
    private static final int MOST_PHASES = 2048;

    private final int up;
    private final int down;
    private final float[][] phases;
    /** Taps on each side of the middle. */
    private final int half;
    private float[] input;
    /** Which input sample {@code input[0]} is, {@code filled} how many there are. */
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
        half = (int) Math.ceil(CROSSINGS / scale);
        phases = new float[Math.min(up, MOST_PHASES)][];
        for (int phase = 0; phase < phases.length; phase++) {
            phases[phase] = taps((double) phase / phases.length, scale);
        }
        // Silence before the beginning, so that the first output has its whole filter.
        input = new float[4 * half + 8192];
        filled = half;
        first = -half;
    }

    /** Adds input, -1 to 1. */
    void write(float[] samples, int count) {
        ensure(count);
        System.arraycopy(samples, 0, input, filled, count);
        filled += count;
        written += count;
    }

    /** There is no more input; what is left comes out. */
    void end() {
        if (!ended) {
            ended = true;
            ensure(half + 1);
            filled += half + 1;
        }
    }

    /** @return how many samples came out; 0 where more input is needed, -1 where everything is out */
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

    /** Forgets input that no output needs any more. */
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

    private void ensure(int more) {
        if (filled + more > input.length) {
            input = java.util.Arrays.copyOf(input, Math.max(filled + more, input.length * 2));
        }
    }

    private float[] taps(double fraction, double scale) {
        float[] taps = new float[2 * half];
        double sum = 0;
        for (int i = 0; i < taps.length; i++) {
            double distance = (i - half + 1 - fraction) * scale;
            double value = sinc(2 * CUTOFF * distance) * kaiser(distance / CROSSINGS);
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
        return Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA);
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
