package dev.earshot.engine.whisper;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** Reads a file forwards, little-endian, never past its end and never more than a buffer of it. */
final class ModelCursor {

    /** The file is not what it should be; the message completes "the file is not usable: ...". */
    static final class Damaged extends IOException {
        Damaged(String message) {
            super(message);
        }
    }

    private final FileChannel channel;
    private final long size;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    /** Where in the file the buffer begins. */
    private long base;

    ModelCursor(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    boolean atEnd() {
        return position() >= size;
    }

    int int32() throws IOException {
        need(4);
        return buffer.getInt();
    }

    /** A number that must lie in a range. */
    int int32(String what, int least, int most) throws IOException {
        int value = int32();
        if (value < least || value > most) {
            throw new Damaged("its " + what + " would be " + value);
        }
        return value;
    }

    String ascii(int length) throws IOException {
        need(length);
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    void skip(long bytes, String what) throws IOException {
        if (bytes > size - position()) {
            throw new Damaged("it is cut off in " + what);
        }
        if (bytes <= buffer.remaining()) {
            buffer.position(buffer.position() + (int) bytes);
        } else {
            base = position() + bytes;
            buffer.limit(0);
        }
    }

    private long position() {
        return base + buffer.position();
    }

    private void need(int bytes) throws IOException {
        if (buffer.remaining() >= bytes) {
            return;
        }
        base = position();
        buffer.clear();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, base + buffer.position()) < 0) {
                break;
            }
        }
        buffer.flip();
        if (buffer.remaining() < bytes) {
            throw new Damaged(size == 0 ? "it is empty" : "it is cut off after " + size + " bytes");
        }
    }
}
