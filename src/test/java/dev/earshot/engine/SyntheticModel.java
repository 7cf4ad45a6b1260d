package dev.earshot.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Whisper models without knowledge: right in form, all weights zero (and sparse on disk). */
record SyntheticModel(int vocabulary, int state, int heads, int audioLayers, int textLayers, int mels, int fileType, int tensorType) {

    private static final int F32 = 0;

    /** Like micro.en, with all languages. */
    static SyntheticModel multilingual() {
        return new SyntheticModel(51_865, 64, 2, 4, 2, 80, 1, 1);
    }

    /** The dimensions of large-v3-turbo, quantised to Q5_0. */
    static SyntheticModel turboQ5() {
        return new SyntheticModel(51_866, 1280, 20, 32, 4, 128, 2008, 6);
    }

    /** The dimensions of base, quantised to Q8_0. */
    static SyntheticModel baseQ8() {
        return new SyntheticModel(51_865, 512, 8, 6, 6, 80, 2007, 8);
    }

    Path write(Path file) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            put(out, 0x67676d6c, vocabulary, 1500, state, heads, audioLayers, 448, state, heads, textLayers, mels, fileType, mels, 201);
            out.position(out.position() + 4L * mels * 201);
            int tokens = 50_257;
            ByteBuffer words = ByteBuffer.allocate(tokens * 11).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < tokens; i++) {
                byte[] word = (i == 220 ? " " : " t" + i).getBytes();
                words.putInt(word.length).put(word);
            }
            put(out, tokens);
            out.write(words.flip());
            ModelShape shape = new ModelShape(vocabulary, 1500, state, audioLayers, 448, textLayers, mels);
            for (Map.Entry<String, int[]> tensor : shape.tensors().entrySet()) {
                tensor(out, tensor.getKey(), tensor.getValue());
            }
            // The last weights are a hole: make the file reach to their end.
            out.write(ByteBuffer.allocate(1), out.position() - 1);
        }
        return file;
    }

    private void tensor(FileChannel out, String name, int[] extent) throws IOException {
        boolean matrix = name.endsWith(".weight") && extent[1] > 1 && !name.contains("conv");
        int dimensions = extent[2] > 1 ? 3 : extent[1] > 1 ? 2 : 1;
        int type = matrix ? tensorType : name.contains("conv") && name.endsWith(".weight") ? 1 : F32;
        put(out, dimensions, name.length(), type);
        for (int i = 0; i < dimensions; i++) {
            put(out, extent[i]);
        }
        out.write(ByteBuffer.wrap(name.getBytes()));
        out.position(out.position() + TensorType.of(type).bytes(extent));
    }

    private static void put(FileChannel out, int... numbers) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int number : numbers) {
            buffer.putInt(number);
        }
        out.write(buffer.flip());
    }
}
