package dev.earshot.downloads;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/** CRC-32C of stretches of files. Blocking. */
final class Checksum {

    private static final int BLOCK = 256 * 1024;

    /** What reads along. */
    interface Reader {
        void update(byte[] block, int offset, int length);
    }

    private Checksum() {
    }

    /** Whether the stretch is there and has that checksum. */
    static boolean holds(FileChannel channel, PartState.VerifiedRange piece) throws IOException {
        CRC32C crc = new CRC32C();
        return read(channel, new ByteRange(piece.from(), piece.to()), crc::update) && crc.getValue() == piece.crc();
    }

    /** Reads a stretch; false where the file ends before it does. */
    static boolean read(FileChannel channel, ByteRange span, Reader reader) throws IOException {
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK, Math.max(1, span.length())));
        for (long at = span.from(); at < span.to(); ) {
            block.clear().limit((int) Math.min(block.capacity(), span.to() - at));
            int n = channel.read(block, at);
            if (n < 0) {
                return false;
            }
            reader.update(block.array(), 0, n);
            at += n;
        }
        return true;
    }
}
