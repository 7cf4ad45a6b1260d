package dev.earshot.audio;

import dev.earshot.speech.Pcm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.function.IntToDoubleFunction;

/** Audio made for tests. */
final class TestAudio {

    private TestAudio() {
    }

    /** The samples of a recording of the project, which are 16 kHz mono 16-bit. */
    static short[] sample(String name) {
        try {
            byte[] wav = Files.readAllBytes(Path.of("samples", name + ".wav"));
            short[] samples = new short[(wav.length - 44) / 2];
            ByteBuffer.wrap(wav, 44, wav.length - 44).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
            return samples;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static short[] make(double seconds, IntToDoubleFunction value) {
        short[] samples = new short[(int) (seconds * Pcm.RATE)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) Math.max(-32768, Math.min(32767, Math.round(value.applyAsDouble(i) * 32768)));
        }
        return samples;
    }

    static short[] silence(double seconds) {
        return make(seconds, i -> 0);
    }

    static short[] white(double seconds, double level, long seed) {
        Random random = new Random(seed);
        return make(seconds, i -> random.nextGaussian() * level);
    }

    /** Pink noise by Paul Kellet's filter. */
    static short[] pink(double seconds, double level) {
        Random random = new Random(3);
        double[] b = new double[6];
        return make(seconds, i -> {
            double white = random.nextGaussian();
            b[0] = 0.99886 * b[0] + white * 0.0555179;
            b[1] = 0.99332 * b[1] + white * 0.0750759;
            b[2] = 0.96900 * b[2] + white * 0.1538520;
            b[3] = 0.86650 * b[3] + white * 0.3104856;
            b[4] = 0.55000 * b[4] + white * 0.5329522;
            b[5] = -0.7616 * b[5] - white * 0.0168980;
            return level * (b[0] + b[1] + b[2] + b[3] + b[4] + b[5] + white * 0.5362);
        });
    }

    static short[] join(short[]... parts) {
        short[] all = new short[java.util.Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (short[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    static short[] mix(short[] one, short[] other, double gainOfOne) {
        short[] sum = new short[one.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (short) Math.max(-32768, Math.min(32767, one[i] * gainOfOne + (i < other.length ? other[i] : 0)));
        }
        return sum;
    }

    static Path wav(Path file, short[] samples) {
        ByteBuffer data = ByteBuffer.allocate(samples.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        data.asShortBuffer().put(samples);
        return wav(file, 1, 1, Pcm.RATE, 16, data.array());
    }

    /** @param tag the format: 1 PCM, 3 float, 6 A-law, 7 mu-law */
    static Path wav(Path file, int tag, int channels, int rate, int bits, byte[] data) {
        try {
            return Files.write(file, ByteBuffer.allocate(44 + data.length).order(ByteOrder.LITTLE_ENDIAN)
                    .put("RIFF".getBytes()).putInt(36 + data.length).put("WAVEfmt ".getBytes()).putInt(16).putShort((short) tag)
                    .putShort((short) channels).putInt(rate).putInt(rate * channels * bits / 8).putShort((short) (channels * bits / 8))
                    .putShort((short) bits).put("data".getBytes()).putInt(data.length).put(data).array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All windows of samples. */
    static List<SpeechWindow> segment(short[] samples, int longestSeconds) {
        return segment(samples, longestSeconds, 0, () -> samples.length);
    }

    /**
     * @param from   seconds of the samples at which windows begin
     * @param chunks how many samples are fed at a time
     */
    static List<SpeechWindow> segment(short[] samples, int longestSeconds, double from, IntSupplier chunks) {
        Segmenter segmenter = new Segmenter(new EnergySpeechDetector(), longestSeconds);
        segmenter.from(from);
        List<SpeechWindow> windows = new ArrayList<>();
        for (int at = 0; at < samples.length; ) {
            int count = Math.min(chunks.getAsInt(), samples.length - at);
            windows.addAll(segmenter.feed(samples, at, count));
            at += count;
        }
        for (Optional<SpeechWindow> window; (window = segmenter.flush()).isPresent(); ) {
            windows.add(window.get());
        }
        return windows;
    }

    static SampleSource source(short[] all) {
        return new SampleSource() {
            private int at;

            @Override
            public int read(short[] samples, int offset, int length) {
                int count = Math.min(Math.min(length, 1000), all.length - at);
                System.arraycopy(all, at, samples, offset, count);
                at += count;
                return count == 0 ? -1 : count;
            }

            @Override
            public String format() {
                return "test";
            }

            @Override
            public Double duration() {
                return null;
            }

            @Override
            public long progress() {
                return at;
            }

            @Override
            public void close() {
            }
        };
    }

    static short[] readAll(SampleSource source) throws IOException {
        List<short[]> parts = new ArrayList<>();
        short[] buffer = new short[777];
        for (int count; (count = source.read(buffer, 0, buffer.length)) >= 0; ) {
            parts.add(java.util.Arrays.copyOf(buffer, count));
        }
        source.close();
        return join(parts.toArray(new short[0][]));
    }
}
