package dev.earshot.format;

import dev.earshot.speech.GgmlHeader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whisper models in ggml form: languages, memory, and whether a file is there to its end. Only lengths are read, never weights. The memory is the
 * weights, as large as the file, and buffers that grow with the model's dimensions, whatever its weights are stored as; fitted to
 * measured models, see docs/performance.md.
 */
final class GgmlFormat implements ModelFormat {

    private static final Pattern FILE = Pattern.compile("ggml-([^\\p{Cc}\\p{Zl}\\p{Zp}]+)\\.bin");
    /** Bytes of a block of weights, and how many are in one, for the types of tensors that whisper.cpp writes. */
    private static final Map<Integer, int[]> TYPES = Map.of(0, new int[] {4, 1}, 1, new int[] {2, 1}, 2, new int[] {18, 32}, 3, new int[] {20, 32},
            6, new int[] {22, 32}, 7, new int[] {24, 32}, 8, new int[] {34, 32});
    private static final ModelFacts NO_MODEL = ModelFacts.unusable("it is no Whisper model in ggml form");

    private static final double PROCESS = 61;
    private static final double BUFFERS = 108;
    private static final double PER_HEAD = 14.6;
    private static final double PER_STATE = 0.0506;
    /** Keys and values of 512 tokens and 1536 positions, two bytes each. */
    private static final double PER_STATE_AND_LAYER = 2 * 2 * (512 + 1536) / 1e6;

    @Override
    public String engine() {
        return "whisper";
    }

    @Override
    public Optional<String> modelOf(String fileName) {
        Matcher name = FILE.matcher(fileName);
        return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    }

    @Override
    public boolean isFormatOf(Path model) throws IOException {
        try (FileChannel channel = FileChannel.open(model)) {
            ByteBuffer magic = at(channel, 0, Integer.BYTES);
            return magic.remaining() == Integer.BYTES && magic.getInt(0) == GgmlHeader.MAGIC;
        }
    }

    @Override
    public ModelFacts read(Path model) throws IOException {
        try (FileChannel channel = FileChannel.open(model)) {
            ByteBuffer header = at(channel, 0, GgmlHeader.BYTES);
            if (header.remaining() < GgmlHeader.BYTES || header.getInt(0) != GgmlHeader.MAGIC || vocabulary(header) < GgmlHeader.ENGLISH_VOCABULARY) {
                return NO_MODEL;
            }
            String problem = complete(channel, skipVocabulary(channel)) ? null : "it is cut off";
            return new ModelFacts(vocabulary(header) == GgmlHeader.ENGLISH_VOCABULARY, problem, memory(channel.size(), header));
        }
    }

    private static MemoryEstimate memory(long bytes, ByteBuffer header) {
        int state = header.getInt(Integer.BYTES * GgmlHeader.STATE);
        int heads = header.getInt(Integer.BYTES * GgmlHeader.HEADS);
        int layers = header.getInt(Integer.BYTES * GgmlHeader.DECODER_LAYERS);
        return within(state, 4096) && within(heads, 128) && within(layers, 64) ? memory(bytes, state, heads, layers) : null;
    }

    private static boolean within(int number, int most) {
        return number >= 1 && number <= most;
    }

    /**
     * What a model needs.
     *
     * @param bytes  of the file
     * @param state  width of the model
     * @param heads  of the encoder
     * @param layers of the decoder
     */
    static MemoryEstimate memory(long bytes, int state, int heads, int layers) {
        double idle = bytes / 1e6 + PROCESS;
        double buffers = BUFFERS + PER_HEAD * heads + PER_STATE * state + PER_STATE_AND_LAYER * state * layers;
        return new MemoryEstimate((int) Math.ceil(idle), (int) Math.ceil(idle + buffers));
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
