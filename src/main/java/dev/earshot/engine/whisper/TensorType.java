package dev.earshot.engine.whisper;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * How a tensor's numbers are stored: blocks of so many numbers in so many bytes. From ggml.c's type traits.
 *
 * @param numbers in a block
 * @param size    of a block in bytes
 */
record TensorType(int numbers, int size) {

    /** {@code enum ggml_type}. */
    private static final Map<Integer, TensorType> TYPES = Map.ofEntries(
            Map.entry(0, new TensorType(1, 4)), Map.entry(1, new TensorType(1, 2)),
            Map.entry(2, new TensorType(32, 18)), Map.entry(3, new TensorType(32, 20)),
            Map.entry(6, new TensorType(32, 22)), Map.entry(7, new TensorType(32, 24)), Map.entry(8, new TensorType(32, 34)),
            Map.entry(10, new TensorType(256, 84)), Map.entry(11, new TensorType(256, 110)), Map.entry(12, new TensorType(256, 144)),
            Map.entry(13, new TensorType(256, 176)), Map.entry(14, new TensorType(256, 210)));

    /** {@code enum ggml_ftype} as far as whisper.cpp maps it to a type; the header adds 1000 times the quantisation's version. */
    private static final Set<Integer> FILE_TYPES = Set.of(0, 1, 2, 3, 7, 8, 9, 10, 11, 12, 13, 14);

    static TensorType of(int code) throws IOException {
        TensorType type = TYPES.get(code);
        if (type == null) {
            throw new ModelCursor.Damaged("it has a tensor of the unknown type " + code);
        }
        return type;
    }

    /** Checks the header's file type. */
    static void ofFile(int code) throws IOException {
        if (code < 0 || code >= 10_000 || !FILE_TYPES.contains(code % 1000)) {
            throw new ModelCursor.Damaged("its file type would be " + code);
        }
    }

    /** The bytes of a tensor of this type. */
    long bytes(int[] extent) throws IOException {
        if (extent[0] % numbers != 0) {
            throw new ModelCursor.Damaged("it has a tensor whose rows of " + extent[0] + " do not fit its type");
        }
        long bytes = size * (long) (extent[0] / numbers);
        for (int i = 1; i < extent.length; i++) {
            bytes = Math.multiplyExact(bytes, (long) extent[i]);
        }
        return bytes;
    }
}
