package dev.earshot.models;

import dev.earshot.speech.GgmlHeader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a model file says of itself: languages, and whether it is there to its end. Only lengths are read, never weights, and each file once; the
 * engine looks closer before it loads one. Thread-safe.
 *
 * @param englishOnly whether its vocabulary has no other language
 * @param problem     what is wrong with it, or null
 */
record FileHeader(boolean englishOnly, String problem) {

    /** Bytes of a block of weights, and how many are in one, for the types of tensors that whisper.cpp writes. */
    private static final Map<Integer, int[]> TYPES = Map.of(0, new int[] {4, 1}, 1, new int[] {2, 1}, 2, new int[] {18, 32}, 3, new int[] {20, 32},
            6, new int[] {22, 32}, 7, new int[] {24, 32}, 8, new int[] {34, 32});
    private static final FileHeader NO_MODEL = new FileHeader(false, "it is no Whisper model in ggml form");
    private static final FileHeader CUT_OFF = new FileHeader(false, "it is cut off");
    private static final int MOST_KEPT = 1000;
    private static final Map<Key, FileHeader> KNOWN = new ConcurrentHashMap<>();

    private record Key(Path file, long size, long modified) {
    }

    static FileHeader of(Path file) {
        try {
            Key key = new Key(file, Files.size(file), Files.getLastModifiedTime(file).toMillis());
            FileHeader known = KNOWN.get(key);
            if (known == null) {
                known = read(file);
                if (KNOWN.size() > MOST_KEPT) {
                    KNOWN.clear();
                }
                KNOWN.put(key, known);
            }
            return known;
        } catch (IOException e) {
            return new FileHeader(false, "it cannot be read");
        }
    }

    private static FileHeader read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer header = at(channel, 0, GgmlHeader.BYTES);
            if (header.remaining() < GgmlHeader.BYTES || header.getInt(0) != GgmlHeader.MAGIC || vocabulary(header) < GgmlHeader.ENGLISH_VOCABULARY) {
                return NO_MODEL;
            }
            boolean complete = complete(channel, skipVocabulary(channel));
            return complete ? new FileHeader(vocabulary(header) == GgmlHeader.ENGLISH_VOCABULARY, null) : CUT_OFF;
        }
    }

    private static int vocabulary(ByteBuffer header) {
        return header.getInt(Integer.BYTES * GgmlHeader.VOCABULARY);
    }

    /** Where the tensors begin, or beyond the end where they do not. */
    private static long skipVocabulary(FileChannel channel) throws IOException {
        ByteBuffer filters = at(channel, GgmlHeader.BYTES, 8);
        if (filters.remaining() < 8 || filters.getInt(0) < 1 || filters.getInt(4) < 1) {
            return Long.MAX_VALUE;
        }
        long words = GgmlHeader.BYTES + 8 + 4L * filters.getInt(0) * filters.getInt(4);
        ByteBuffer counted = at(channel, words, 4);
        if (counted.remaining() < 4) {
            return Long.MAX_VALUE;
        }
        long place = words + 4;
        ByteBuffer block = ByteBuffer.allocate(0);
        long blockAt = place;
        for (int i = counted.getInt(0); i > 0; i--) {
            if (place < blockAt || place + 4 > blockAt + block.limit()) {
                block = at(channel, place, 64 * 1024);
                blockAt = place;
            }
            if (block.limit() - (place - blockAt) < 4) {
                return Long.MAX_VALUE;
            }
            place += 4L + Math.max(0, block.getInt((int) (place - blockAt)));
        }
        return place;
    }

    private static boolean complete(FileChannel channel, long tensors) throws IOException {
        long place = tensors;
        while (place < channel.size()) {
            ByteBuffer tensor = at(channel, place, 7 * 4);
            int dimensions = tensor.remaining() < 12 ? 0 : tensor.getInt(0);
            if (dimensions < 1 || dimensions > 4 || tensor.remaining() < 12 + 4 * dimensions) {
                return false;
            }
            int[] type = TYPES.get(tensor.getInt(8));
            if (type == null) {
                // Of a type whose size is not known here: the engine will tell.
                return true;
            }
            long weights = 1;
            for (int i = 0; i < dimensions; i++) {
                weights *= Math.max(1, tensor.getInt(12 + 4 * i));
            }
            place += 12 + 4L * dimensions + Math.max(0, tensor.getInt(4)) + weights / type[1] * type[0];
        }
        return place == channel.size();
    }

    private static ByteBuffer at(FileChannel channel, long place, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        for (long next = place; buffer.hasRemaining(); next = place + buffer.position()) {
            if (channel.read(buffer, next) < 0) {
                break;
            }
        }
        return buffer.flip();
    }
}
