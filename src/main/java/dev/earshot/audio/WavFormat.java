package dev.earshot.audio;

import dev.earshot.speech.Pcm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * The header of a WAV file (RIFF, or RF64 of EBU Tech 3306 for more than 4 GiB). Stated lengths are limited to the size of the file:
 * recorders that were interrupted leave 0, those that write to a pipe 0xFFFFFFFF or about 0x80000000.
 *
 * @param sampleRate    in Hz
 * @param bitsPerSample 8, 16, 24, 32 or 64
 * @param offset        of the first sample in the file, in bytes
 * @param length        of the samples in bytes, complete frames only
 * @param claimedLength what the header states as the length, in bytes; {@code length} if it states none
 */
record WavFormat(Encoding encoding, int sampleRate, int channels, int bitsPerSample, long offset, long length, long claimedLength) {

    enum Encoding { PCM, FLOAT, A_LAW, MU_LAW }

    private static final int RIFF = 0x46464952;
    private static final int RF64 = 0x34364652;
    private static final int WAVE = 0x45564157;
    private static final int FMT = 0x20746d66;
    private static final int DATA = 0x61746164;
    private static final int EXTENSIBLE = 0xFFFE;
    /** Written in RF64, which has the length elsewhere, and by many recorders that write to a pipe. */
    private static final long LENGTH_ELSEWHERE = 0xFFFFFFFFL;
    /** This and larger lengths are placeholders for one that was not known yet. */
    private static final long MIN_PLACEHOLDER_LENGTH = 0x7FFF0000L;
    private static final double LEAST_MISSING_SECONDS = 0.1;
    private static final int MAX_CHUNKS = 1000;
    private static final int MAX_CHANNELS = 64;

    /**
     * The format, or empty if this is no WAV file or one that is left to ffmpeg.
     *
     * @throws dev.earshot.bus.Fault {@code bad-audio} if the sample rate is absurd
     */
    static Optional<WavFormat> read(FileChannel file) throws IOException {
        ByteBuffer head = at(file, 0, 12);
        if (head == null || head.getInt(8) != WAVE || head.getInt(0) != RIFF && head.getInt(0) != RF64) {
            return Optional.empty();
        }
        ByteBuffer format = null;
        long position = 12;
        for (int i = 0; i < MAX_CHUNKS; i++) {
            ByteBuffer chunk = at(file, position, 8);
            if (chunk == null) {
                return Optional.empty();
            }
            long length = chunk.getInt(4) & 0xFFFFFFFFL;
            if (chunk.getInt(0) == DATA) {
                return format == null ? Optional.empty() : of(format, position + 8, length, file.size());
            }
            if (chunk.getInt(0) == FMT) {
                format = at(file, position + 8, (int) Math.min(40, length));
            }
            position += 8 + length + (length & 1);
        }
        return Optional.empty();
    }

    /** Bytes of a frame: one sample of every channel. */
    int frameBytes() {
        return channels * bitsPerSample / 8;
    }

    /** Seconds, as stated by the header. */
    double duration() {
        return claimedLength / frameBytes() / (double) sampleRate;
    }

    /** Whether the file ends before its samples do. */
    boolean incomplete() {
        return (claimedLength - length) / frameBytes() > LEAST_MISSING_SECONDS * sampleRate;
    }

    /** Whether the samples already are in the format of {@link Pcm}. */
    boolean isPcmFormat() {
        return encoding == Encoding.PCM && bitsPerSample == 16 && channels == 1 && sampleRate == Pcm.RATE;
    }

    String describe() {
        String kind = switch (encoding) {
            case PCM -> bitsPerSample + "-bit";
            case FLOAT -> bitsPerSample + "-bit float";
            case A_LAW -> "A-law";
            case MU_LAW -> "mu-law";
        };
        return "WAV, " + sampleRate + " Hz, " + channels + (channels == 1 ? " channel, " : " channels, ") + kind;
    }

    private static Optional<WavFormat> of(ByteBuffer format, long offset, long claimed, long size) {
        if (format == null || format.limit() < 16) {
            return Optional.empty();
        }
        int tag = format.getShort(0) & 0xFFFF;
        if (tag == EXTENSIBLE && format.limit() >= 26) {
            tag = format.getShort(24) & 0xFFFF;
        }
        int channels = format.getShort(2) & 0xFFFF;
        int rate = format.getInt(4);
        int bits = format.getShort(14) & 0xFFFF;
        // Also for files left to ffmpeg, which would turn a few bytes at 1 Hz into hours of audio.
        AudioLimits.checkRate(Integer.toUnsignedLong(rate));
        Encoding encoding = encoding(tag, bits);
        if (encoding == null || channels < 1 || channels > MAX_CHANNELS) {
            return Optional.empty();
        }
        long available = Math.max(0, size - offset);
        boolean unknown = claimed == 0 || claimed == LENGTH_ELSEWHERE || claimed > available && claimed >= MIN_PLACEHOLDER_LENGTH;
        long length = unknown ? available : Math.min(claimed, available);
        int frame = channels * bits / 8;
        return Optional.of(new WavFormat(encoding, rate, channels, bits, offset, length - length % frame, unknown ? length : claimed));
    }

    private static Encoding encoding(int tag, int bits) {
        return switch (tag) {
            case 1 -> bits == 8 || bits == 16 || bits == 24 || bits == 32 ? Encoding.PCM : null;
            case 3 -> bits == 32 || bits == 64 ? Encoding.FLOAT : null;
            case 6 -> bits == 8 ? Encoding.A_LAW : null;
            case 7 -> bits == 8 ? Encoding.MU_LAW : null;
            default -> null;
        };
    }

    private static ByteBuffer at(FileChannel file, long position, int length) throws IOException {
        if (length < 0 || position < 0 || position + length > file.size()) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) > 0) {
            continue;
        }
        return buffer.hasRemaining() ? null : buffer.flip();
    }
}
