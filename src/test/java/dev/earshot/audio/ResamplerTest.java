package dev.earshot.audio;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ResamplerTest {

    private static float[] tone(int rate, double frequency) {
        float[] samples = new float[rate * 2];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.9 * Math.sin(2 * Math.PI * frequency * i / rate));
        }
        return samples;
    }

    private static short[] resample(float[] input, int from, int chunk) {
        Resampler resampler = new Resampler(from, 16_000);
        short[] output = new short[input.length * 16_000 / from + 100_000];
        int count = 0;
        int at = 0;
        while (true) {
            int got = resampler.read(output, count, Math.min(chunk, output.length - count));
            if (got < 0) {
                return Arrays.copyOf(output, count);
            }
            count += got;
            if (got == 0) {
                int more = Math.min(chunk, input.length - at);
                if (more == 0) {
                    resampler.end();
                } else {
                    resampler.write(Arrays.copyOfRange(input, at, at + more), more);
                    at += more;
                }
            }
        }
    }

    private static double decibels(short[] samples) {
        double sum = 0;
        for (int i = 2000; i < samples.length - 2000; i++) {
            sum += samples[i] / 32768.0 * samples[i] / 32768.0;
        }
        return 10 * Math.log10(sum / (samples.length - 4000) / (0.9 * 0.9 / 2) + 1e-30);
    }

    @ParameterizedTest
    @CsvSource({"44100,100", "44100,3000", "44100,6000", "48000,6400", "8000,3000", "22050,6400", "96000,1000", "11025,4000"})
    void whatIsBelowTheBandEdgeKeepsItsLevelAndItsPlace(int rate, double frequency) {
        short[] heard = resample(tone(rate, frequency), rate, 1000);

        assertEquals(32_000, heard.length);
        assertEquals(0, decibels(heard), 0.1);
        for (int i = 2000; i < 30_000; i++) {
            assertEquals(0.9 * Math.sin(2 * Math.PI * frequency * i / 16_000), heard[i] / 32768.0, 0.012, "at sample " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"44100,8200", "44100,12000", "48000,9000", "48000,20000", "96000,15000", "22050,8100", "192000,60000"})
    void whatCannotBeRepresentedIsNotHeard(int rate, double frequency) {
        double level = decibels(resample(tone(rate, frequency), rate, 4096));

        assertTrue(level < -75, level + " dB");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 50_000})
    void theSizeOfChunksChangesNothing(int chunk) {
        float[] input = tone(44_100, 1234.5);

        assertArrayEquals(resample(input, 44_100, 1000), resample(input, 44_100, chunk));
    }
}
