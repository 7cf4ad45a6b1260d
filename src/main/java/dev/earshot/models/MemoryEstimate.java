package dev.earshot.models;

import dev.earshot.speech.GgmlHeader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Resident memory of an engine process, from what a model's header says: the weights, as large as the file, and buffers that
 * grow with the model's dimensions, whatever its weights are stored as. Fitted to measured ones; see docs/performance.md.
 *
 * @param idleMb   with the model loaded, in MB (10^6 bytes)
 * @param memoryMb at most, while it recognises 30 s
 */
record MemoryEstimate(int idleMb, int memoryMb) {

    static final double MB = 1e6;

    private static final double PROCESS = 61;
    private static final double BUFFERS = 108;
    private static final double PER_HEAD = 14.6;
    private static final double PER_STATE = 0.0506;
    /** Keys and values of 512 tokens and 1536 positions, two bytes each. */
    private static final double PER_STATE_AND_LAYER = 2 * 2 * (512 + 1536) / 1e6;

    /**
     * @param bytes  of the file
     * @param state  width of the model
     * @param heads  of the encoder
     * @param layers of the decoder
     */
    static MemoryEstimate of(long bytes, int state, int heads, int layers) {
        double idle = bytes / 1e6 + PROCESS;
        double buffers = BUFFERS + PER_HEAD * heads + PER_STATE * state + PER_STATE_AND_LAYER * state * layers;
        return new MemoryEstimate((int) Math.ceil(idle), (int) Math.ceil(idle + buffers));
    }

    /** Of a model that no catalog knows; null for a file that is no Whisper model or cannot be read. */
    static MemoryEstimate of(Path file) {
        ByteBuffer header = ByteBuffer.allocate(GgmlHeader.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file)) {
            while (header.hasRemaining()) {
                if (channel.read(header) < 0) {
                    return null;
                }
            }
            int state = header.getInt(Integer.BYTES * GgmlHeader.STATE);
            int heads = header.getInt(Integer.BYTES * GgmlHeader.HEADS);
            int layers = header.getInt(Integer.BYTES * GgmlHeader.DECODER_LAYERS);
            boolean whisper = header.getInt(0) == GgmlHeader.MAGIC && within(state, 4096) && within(heads, 128) && within(layers, 64);
            return whisper ? of(channel.size(), state, heads, layers) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean within(int number, int most) {
        return number >= 1 && number <= most;
    }

    /** {@link #idleMb} in bytes. */
    long idle() {
        return Math.round(idleMb * MB);
    }

    /** {@link #memoryMb} in bytes. */
    long peak() {
        return Math.round(memoryMb * MB);
    }
}
