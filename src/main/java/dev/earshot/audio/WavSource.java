package dev.earshot.audio;

import dev.earshot.speech.Pcm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Samples of a WAV file: decoded, mixed down to one channel, resampled. Samples that already have the format of {@link Pcm} are passed unchanged. */
final class WavSource implements SampleSource {

    private static final int READ_FRAMES = 4096;

    private final FileChannel file;
    private final WavFormat format;
    private final ByteBuffer bytes;
    private final float[] mono = new float[READ_FRAMES];
    private final Resampler resampler;
    private long consumed;

    /** @param file closed with this */
    WavSource(FileChannel file, WavFormat format) {
        this.file = file;
        this.format = format;
        this.bytes = ByteBuffer.allocate(READ_FRAMES * format.frameBytes()).order(ByteOrder.LITTLE_ENDIAN);
        this.resampler = new Resampler(format.sampleRate(), Pcm.RATE);
    }

    @Override
    public int read(short[] samples, int offset, int length) throws IOException {
        if (format.isPcmFormat()) {
            int frames = fill(Math.min(length, READ_FRAMES));
            bytes.asShortBuffer().get(samples, offset, frames);
            return frames == 0 ? -1 : frames;
        }
        while (true) {
            int got = resampler.read(samples, offset, length);
            if (got != 0) {
                return got;
            }
            int frames = fill(READ_FRAMES);
            for (int i = 0; i < frames; i++) {
                mono[i] = nextFrame();
            }
            resampler.write(mono, frames);
            if (frames == 0) {
                resampler.end();
            }
        }
    }

    /** Reads so many frames into {@link #bytes}, fewer only at the end; returns how many. */
    private int fill(int frames) throws IOException {
        long left = format.length() - consumed;
        bytes.clear().limit((int) Math.min((long) frames * format.frameBytes(), left));
        while (bytes.hasRemaining()) {
            if (file.read(bytes, format.offset() + consumed + bytes.position()) < 0) {
                break;
            }
        }
        bytes.flip();
        int complete = bytes.limit() / format.frameBytes();
        consumed += (long) complete * format.frameBytes();
        return complete;
    }

    private float nextFrame() {
        float sum = 0;
        for (int channel = 0; channel < format.channels(); channel++) {
            sum += nextSample();
        }
        return sum / format.channels();
    }

    /** The next sample of {@link #bytes}, -1 to 1. */
    private float nextSample() {
        return switch (format.encoding()) {
            case PCM -> switch (format.bitsPerSample()) {
                case 8 -> ((bytes.get() & 0xFF) - 128) / 128f;
                case 16 -> bytes.getShort() / 32768f;
                case 24 -> ((bytes.get() & 0xFF) | (bytes.get() & 0xFF) << 8 | bytes.get() << 16) / 8388608f;
                default -> bytes.getInt() / 2147483648f;
            };
            case FLOAT -> finite(format.bitsPerSample() == 32 ? bytes.getFloat() : bytes.getDouble());
            case A_LAW -> G711.aLaw(bytes.get());
            case MU_LAW -> G711.muLaw(bytes.get());
        };
    }

    private static float finite(double value) {
        return Double.isFinite(value) ? (float) Math.max(-1, Math.min(1, value)) : 0;
    }

    @Override
    public String format() {
        return format.describe();
    }

    @Override
    public Double duration() {
        return format.duration();
    }

    @Override
    public boolean incomplete() {
        return format.incomplete();
    }

    @Override
    public long progress() {
        return consumed;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
