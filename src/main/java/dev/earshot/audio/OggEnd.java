package dev.earshot.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Tells whether an Ogg file (RFC 3533) is truncated. Its header states no length, but a file that ends within a page is incomplete. Blocking. */
final class OggEnd {

    private static final int CAPTURE_PATTERN = 0x5367674f;
    private static final int HEADER_BYTES = 27;
    private static final int MAX_PAGE_BYTES = HEADER_BYTES + 255 + 255 * 255;

    private OggEnd() {
    }

    /** Whether this is an Ogg file whose last page is incomplete. */
    static boolean isTruncated(FileChannel file) throws IOException {
        if (at(file, 0, 4).remaining() < 4 || at(file, 0, 4).getInt(0) != CAPTURE_PATTERN) {
            return false;
        }
        ByteBuffer end = at(file, Math.max(0, file.size() - 2L * MAX_PAGE_BYTES), 2 * MAX_PAGE_BYTES);
        for (int start = 0; start + 4 <= end.limit(); start++) {
            if (end.getInt(start) == CAPTURE_PATTERN) {
                int page = start;
                while (page >= 0 && page < end.limit()) {
                    page = pageEnd(end, page);
                }
                if (page >= 0) {
                    return page > end.limit();
                }
            }
        }
        return false;
    }

    /** The end of the page at this offset, beyond the limit if it is incomplete; -1 if there is none. */
    private static int pageEnd(ByteBuffer end, int page) {
        if (end.limit() - page < HEADER_BYTES) {
            return end.limit() + 1;
        }
        int segments = end.get(page + HEADER_BYTES - 1) & 0xFF;
        if (end.getInt(page) != CAPTURE_PATTERN || end.get(page + 4) != 0) {
            return -1;
        }
        if (end.limit() - page - HEADER_BYTES < segments) {
            return end.limit() + 1;
        }
        int next = page + HEADER_BYTES + segments;
        for (int i = 0; i < segments; i++) {
            next += end.get(page + HEADER_BYTES + i) & 0xFF;
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
