package dev.earshot.jobs.store;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads the rows of a damaged SQLite database without SQLite, which stops at the first damaged page: every page that contains rows is
 * read by itself, so that the rows of intact pages are found even where the pages that refer to them are damaged. See
 * <a href="https://www.sqlite.org/fileformat.html">the file format</a>.
 */
final class SqliteSalvage implements AutoCloseable {

    private static final int DEFAULT_PAGE_SIZE = 4096;
    private static final int HEADER_SIZE = 100;
    private static final int TABLE_LEAF_PAGE = 0x0D;
    private static final int WAL_HEADER_SIZE = 32;
    private static final int FRAME_HEADER_SIZE = 24;

    /** A row's values: null, Long, Double, String, or byte[]. */
    interface RowVisitor {
        void row(Object[] values) throws IOException, SQLException;
    }

    private final FileChannel main;
    private final FileChannel wal;
    private final int pageSize;
    private final int usableSize;
    private final long pages;
    /** Offsets of the newest version of pages in the write-ahead log, by page number. */
    private final Map<Long, Long> walOffsets = new HashMap<>();

    SqliteSalvage(Path file) throws IOException {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        main = FileChannel.open(file, StandardOpenOption.READ);
        wal = Files.isRegularFile(log) ? FileChannel.open(log, StandardOpenOption.READ) : null;
        ByteBuffer header = read(main, 0, HEADER_SIZE);
        int size = header.limit() == HEADER_SIZE ? header.getShort(16) & 0xFFFF : 0;
        size = size == 1 ? 65536 : size;
        pageSize = size >= 512 && Integer.bitCount(size) == 1 ? size : DEFAULT_PAGE_SIZE;
        usableSize = pageSize - (pageSize == size && header.get(20) >= 0 && header.get(20) <= 64 ? header.get(20) : 0);
        readWal();
        pages = Math.max(main.size() / pageSize, walOffsets.keySet().stream().mapToLong(Long::longValue).max().orElse(0));
    }

    /** Visits all rows of all tables, in no particular order, without those of free pages as far as these are known. */
    void rows(RowVisitor visitor) throws IOException, SQLException {
        Set<Long> free = freePages();
        for (long number = 1; number <= pages; number++) {
            ByteBuffer page = page(number);
            int start = number == 1 ? HEADER_SIZE : 0;
            if (free.contains(number) || page.limit() < pageSize || page.get(start) != TABLE_LEAF_PAGE) {
                continue;
            }
            int cells = Math.min(page.getShort(start + 3) & 0xFFFF, pageSize / 4);
            for (int cell = 0; cell < cells; cell++) {
                Object[] values = null;
                try {
                    values = values(payload(page, page.getShort(start + 8 + 2 * cell) & 0xFFFF));
                } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
                    // Damaged.
                }
                if (values != null) {
                    visitor.row(values);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        main.close();
        if (wal != null) {
            wal.close();
        }
    }

    /** Only pages up to the last commit are valid. */
    private void readWal() throws IOException {
        if (wal == null || wal.size() < WAL_HEADER_SIZE) {
            return;
        }
        ByteBuffer header = read(wal, 0, WAL_HEADER_SIZE);
        Map<Long, Long> pending = new HashMap<>();
        for (long at = WAL_HEADER_SIZE; at + FRAME_HEADER_SIZE + pageSize <= wal.size(); at += FRAME_HEADER_SIZE + pageSize) {
            ByteBuffer frame = read(wal, at, FRAME_HEADER_SIZE);
            if (frame.getLong(8) != header.getLong(16)) {
                return;
            }
            pending.put(frame.getInt(0) & 0xFFFFFFFFL, at + FRAME_HEADER_SIZE);
            if (frame.getInt(4) != 0) {
                walOffsets.putAll(pending);
                pending.clear();
            }
        }
    }

    private Set<Long> freePages() throws IOException {
        Set<Long> free = new HashSet<>();
        ByteBuffer first = page(1);
        if (first.limit() < HEADER_SIZE || !new String(first.array(), 0, 15, StandardCharsets.US_ASCII).equals("SQLite format 3")) {
            return free;
        }
        long trunk = first.getInt(32) & 0xFFFFFFFFL;
        while (trunk > 0 && trunk <= pages && free.add(trunk)) {
            ByteBuffer page = page(trunk);
            int leaves = Math.min(page.getInt(4) & 0x7FFFFFFF, usableSize / 4 - 2);
            for (int i = 0; i < leaves; i++) {
                free.add(page.getInt(8 + 4 * i) & 0xFFFFFFFFL);
            }
            trunk = page.getInt(0) & 0xFFFFFFFFL;
        }
        return free;
    }

    /** The payload of a cell, together with its overflow pages. */
    private ByteBuffer payload(ByteBuffer page, int offset) throws IOException {
        ByteBuffer cell = page.duplicate().position(offset);
        long length = varint(cell);
        varint(cell);
        if (length < 2 || length > pages * pageSize) {
            throw new IllegalArgumentException();
        }
        int most = usableSize - 35;
        int least = (usableSize - 12) * 32 / 255 - 23;
        long fitting = least + (length - least) % (usableSize - 4);
        int local = (int) (length <= most ? length : fitting <= most ? fitting : least);
        ByteBuffer whole = ByteBuffer.allocate((int) length);
        whole.put(cell.slice(cell.position(), local));
        cell.position(cell.position() + local);
        long next = whole.hasRemaining() ? cell.getInt() & 0xFFFFFFFFL : 0;
        while (whole.hasRemaining()) {
            ByteBuffer overflow = page(next);
            int part = Math.min(usableSize - 4, whole.remaining());
            whole.put(overflow.slice(4, part));
            next = overflow.getInt(0) & 0xFFFFFFFFL;
        }
        return whole.flip();
    }

    private static Object[] values(ByteBuffer payload) {
        int end = (int) varint(payload);
        ByteBuffer types = payload.duplicate().limit(end);
        payload.position(end);
        Object[] values = new Object[end];
        int count = 0;
        while (types.hasRemaining()) {
            values[count++] = value(payload, varint(types));
        }
        return Arrays.copyOf(values, count);
    }

    private static Object value(ByteBuffer payload, long type) {
        if (type >= 12) {
            byte[] bytes = new byte[Math.toIntExact(Math.min((type - 12) / 2, payload.remaining() + 1L))];
            payload.get(bytes);
            return type % 2 == 0 ? bytes : new String(bytes, StandardCharsets.UTF_8);
        }
        return switch ((int) type) {
            case 0 -> null;
            case 1, 2, 3, 4 -> integer(payload, (int) type);
            case 5 -> integer(payload, 6);
            case 6 -> payload.getLong();
            case 7 -> payload.getDouble();
            case 8 -> 0L;
            case 9 -> 1L;
            default -> throw new IllegalArgumentException();
        };
    }

    private static Long integer(ByteBuffer payload, int bytes) {
        long value = payload.get();
        for (int i = 1; i < bytes; i++) {
            value = value << 8 | payload.get() & 0xFF;
        }
        return value;
    }

    private static long varint(ByteBuffer from) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            byte next = from.get();
            value = value << 7 | next & 0x7F;
            if (next >= 0) {
                return value;
            }
        }
        return value << 8 | from.get() & 0xFF;
    }

    private ByteBuffer page(long number) throws IOException {
        Long at = walOffsets.get(number);
        return at == null ? read(main, (number - 1) * pageSize, pageSize) : read(wal, at, pageSize);
    }

    /** Reads {@code length} bytes, or fewer at the end of the file. */
    private static ByteBuffer read(FileChannel from, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        if (at >= 0) {
            while (bytes.hasRemaining() && from.read(bytes, at + bytes.position()) > 0) {
                continue;
            }
        }
        return bytes.flip();
    }
}
