package dev.earshot.bench.abuse;

import java.util.Random;

/** WAV headers that lie about format, rate, channels, bits and lengths. */
final class OddWav implements Attack {

    private static final int[] NUMBERS = {0, 1, 2, 3, 6, 7, 8, 16, 17, 24, 32, 64, 255, 999, 1000, 8000, 16_000, 44_100, 65_535, 200_000,
            Integer.MAX_VALUE, -1};

    @Override
    public String name() {
        return "WAV headers that lie";
    }

    @Override
    public int rounds() {
        return 300;
    }

    @Override
    public void round(Target target, Random random, Tally tally) {
        byte[] pcm = new byte[random.nextInt(64_000)];
        random.nextBytes(pcm);
        byte[] file = Wav.of(pcm, any(random), any(random), any(random), any(random), random.nextBoolean() ? pcm.length : any(random));
        target.upload("/v1/audio/transcriptions", "odd.wav", file, "model", Target.MODEL).count(tally, "a WAV that lies");
    }

    private static int any(Random random) {
        return NUMBERS[random.nextInt(NUMBERS.length)];
    }
}
