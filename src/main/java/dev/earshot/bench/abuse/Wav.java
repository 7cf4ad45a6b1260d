package dev.earshot.bench.abuse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** RIFF WAVE headers: see Microsoft's "Multimedia Programming Interface and Data Specifications 1.0". */
final class Wav {

    private static final int HEADER = 44;

    private Wav() {
    }

    /** 16-bit mono. */
    static byte[] of(byte[] pcm, int rate) {
        return of(pcm, 1, 1, rate, 16, pcm.length);
    }

    /** A file whose header may say anything. */
    static byte[] of(byte[] pcm, int format, int channels, int rate, int bits, int dataBytes) {
        return ByteBuffer.allocate(HEADER + pcm.length).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x46464952).putInt(36 + dataBytes).putInt(0x45564157)
                .putInt(0x20746d66).putInt(16).putShort((short) format).putShort((short) channels).putInt(rate)
                .putInt(rate * channels * bits / 8).putShort((short) (channels * bits / 8)).putShort((short) bits)
                .putInt(0x61746164).putInt(dataBytes).put(pcm).array();
    }
}
