package dev.earshot.audio;

import dev.earshot.speech.Pcm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Samples of a WAV file: decoded, mixed down to one channel, resampled. What is 16 kHz mono 16-bit already passes untouched. */
final class WavSource implements SampleSource {

    private static final int FRAMES_AT_ONCE = 4096;

    private final FileChannel file;
    private final WavFormat format;
    private final ByteBuffer bytes;
    private final float[] mono = new float[FRAMES_AT_ONCE];
    private final Resampler resampler;
    private long consumed;

    /** @param file closed with this */
    WavSource(FileChannel file, WavFormat format) {
        this.file = file;
        this.format = format;
        this.bytes = ByteBuffer.allocate(FRAMES_AT_ONCE * format.frame()).order(ByteOrder.LITTLE_ENDIAN);
        this.resampler = new Resampler(format.rate(), Pcm.RATE);
    }

    @Override
    public int read(short[] samples, int offset, int length) throws IOException {
        if (format.native16k()) {
            int frames = fill(Math.min(length, FRAMES_AT_ONCE));
            bytes.asShortBuffer().get(samples, offset, frames);
            return frames == 0 ? -1 : frames;
        }
        while (true) {
            int got = resampler.read(samples, offset, length);
            if (got != 0) {
                return got;
            }
            int frames = fill(FRAMES_AT_ONCE);
            for (int i = 0; i < frames; i++) {
                mono[i] = frame();
            }
            resampler.write(mono, frames);
            if (frames == 0) {
                resampler.end();
            }
        }
    }

    /** Reads up to so many frames into {@link #bytes}; fewer only at the end. */
    private int fill(int frames) throws IOException {
        long left = format.length() - consumed;
        bytes.clear().limit((int) Math.min((long) frames * format.frame(), left));
        while (bytes.hasRemaining()) {
            if (file.read(bytes, format.offset() + consumed + bytes.position()) < 0) {
                break;
            }
        }
        bytes.flip();
        int whole = bytes.limit() / format.frame();
        consumed += (long) whole * format.frame();
        return whole;
    }

    private float frame() {
        float sum = 0;
        for (int channel = 0; channel < format.channels(); channel++) {
            sum += sample();
        }
        return sum / format.channels();
    }

    /** The next sample of {@link #bytes}, -1 to 1. */
    private float sample() {
        return switch (format.encoding()) {
            case PCM -> switch (format.bits()) {
                case 8 -> ((bytes.get() & 0xFF) - 128) / 128f;
                case 16 -> bytes.getShort() / 32768f;
                case 24 -> ((bytes.get() & 0xFF) | (bytes.get() & 0xFF) << 8 | bytes.get() << 16) / 8388608f;
                default -> bytes.getInt() / 2147483648f;
            };
            case FLOAT -> finite(format.bits() == 32 ? bytes.getFloat() : bytes.getDouble());
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
