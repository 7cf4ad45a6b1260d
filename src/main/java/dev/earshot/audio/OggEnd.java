package dev.earshot.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** The end of an Ogg file (RFC 3533), which has no length in its head: where it ends in the middle of a page, something is missing. */
final class OggEnd {

    private static final int PAGE = 0x5367674f;
    private static final int HEAD = 27;
    private static final int LONGEST_PAGE = HEAD + 255 + 255 * 255;

    private OggEnd() {
    }

    /** Whether it is an Ogg file whose last page is not whole. */
    static boolean cutOff(FileChannel file) throws IOException {
        if (at(file, 0, 4).remaining() < 4 || at(file, 0, 4).getInt(0) != PAGE) {
            return false;
        }
        ByteBuffer end = at(file, Math.max(0, file.size() - 2L * LONGEST_PAGE), 2 * LONGEST_PAGE);
        for (int start = 0; start + 4 <= end.limit(); start++) {
            if (end.getInt(start) == PAGE) {
                int page = start;
                while (page >= 0 && page < end.limit()) {
                    page = next(end, page);
                }
                if (page >= 0) {
                    return page > end.limit();
                }
            }
        }
        return false;
    }

    /** Where a page ends, beyond the limit for one that is not whole; -1 where there is none. */
    private static int next(ByteBuffer end, int page) {
        if (end.limit() - page < HEAD) {
            return end.limit() + 1;
        }
        int segments = end.get(page + HEAD - 1) & 0xFF;
        if (end.getInt(page) != PAGE || end.get(page + 4) != 0) {
            return -1;
        }
        if (end.limit() - page - HEAD < segments) {
            return end.limit() + 1;
        }
        int next = page + HEAD + segments;
        for (int i = 0; i < segments; i++) {
            next += end.get(page + HEAD + i) & 0xFF;
        }
        return next;
    }

    private static ByteBuffer at(FileChannel file, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) > 0) {
            continue;
        }
        return buffer.flip();
    }
}
