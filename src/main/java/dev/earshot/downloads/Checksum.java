package dev.earshot.downloads;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/** CRC-32C (RFC 3720) of ranges of files. Blocking. */
final class Checksum {

    private static final int BLOCK_BYTES = 256 * 1024;

    /** Is given the bytes in order, block by block. */
    interface BlockConsumer {
        void accept(byte[] block, int offset, int length);
    }

    private Checksum() {
    }

    /** Whether the file has all of this range, with this checksum. */
    static boolean matches(FileChannel channel, PartState.VerifiedRange piece) throws IOException {
        CRC32C crc = new CRC32C();
        return read(channel, new ByteRange(piece.from(), piece.to()), crc::update) && crc.getValue() == piece.crc();
    }

    /** Reads a range; false if the file ends before it does. */
    static boolean read(FileChannel channel, ByteRange range, BlockConsumer consumer) throws IOException {
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK_BYTES, Math.max(1, range.length())));
        for (long at = range.from(); at < range.to(); ) {
            block.clear().limit((int) Math.min(block.capacity(), range.to() - at));
            int n = channel.read(block, at);
            if (n < 0) {
                return false;
            }
            consumer.accept(block.array(), 0, n);
            at += n;
        }
        return true;
    }
}
