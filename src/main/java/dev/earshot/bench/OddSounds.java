package dev.earshot.bench;

import dev.earshot.speech.Pcm;

import java.util.Random;

/** Sounds that a speech model was not made for: noise, tones, clicks, hum, square waves, silence with a single sample. */
public final class OddSounds {

    private static final int KINDS = 6;
    private static final double FULL = 32_000;

    /** From here on a word is over: quieter than this, for so many samples. */
    private static final int QUIET = 300;
    private static final int PAUSE = Pcm.RATE / 10;

    private OddSounds() {
    }

    /** The first word of a recording again and again, for 30 s. */
    public static byte[] repeated(byte[] speech) {
        int first = 0;
        while (first < speech.length && Math.abs(sample(speech, first)) < QUIET) {
            first += Pcm.BYTES;
        }
        int end = first;
        for (int quiet = 0; quiet < PAUSE && end < speech.length; end += Pcm.BYTES) {
            quiet = Math.abs(sample(speech, end)) < QUIET ? quiet + 1 : 0;
        }
        byte[] pcm = new byte[30 * Pcm.RATE * Pcm.BYTES];
        for (int i = 0; i < pcm.length && end > first; i++) {
            pcm[i] = speech[first + i % (end - first)];
        }
        return pcm;
    }

    private static int sample(byte[] pcm, int at) {
        return (short) (pcm[at] & 0xff | pcm[at + 1] << 8);
    }

    /** 16-bit little-endian samples, from 0.1 to 30 s. */
    public static byte[] of(int number, Random random) {
        double seconds = switch (number / KINDS % 4) {
            case 0 -> 0.1 + random.nextDouble();
            case 1 -> 1 + 4 * random.nextDouble();
            case 2 -> 5 + 10 * random.nextDouble();
            default -> 30;
        };
        int samples = (int) (seconds * Pcm.RATE);
        double hertz = 40 + 4000 * random.nextDouble();
        double loud = FULL * Math.pow(10, -3 * random.nextDouble());
        byte[] pcm = new byte[samples * Pcm.BYTES];
        for (int i = 0; i < samples; i++) {
            double wave = switch (number % KINDS) {
                case 0 -> random.nextDouble() * 2 - 1;
                case 1 -> Math.sin(2 * Math.PI * hertz * i / Pcm.RATE);
                case 2 -> i % (Pcm.RATE / 4) < 20 ? random.nextDouble() * 2 - 1 : 0;
                case 3 -> Math.sin(2 * Math.PI * 50 * i / Pcm.RATE) + 0.05 * random.nextGaussian();
                case 4 -> Math.signum(Math.sin(2 * Math.PI * hertz * i / Pcm.RATE)) * (i / Pcm.RATE % 2);
                default -> i == samples / 2 ? 1 : 0;
            };
            int sample = (int) Math.max(-FULL, Math.min(FULL, wave * loud));
            pcm[2 * i] = (byte) sample;
            pcm[2 * i + 1] = (byte) (sample >> 8);
        }
        return pcm;
    }
}
