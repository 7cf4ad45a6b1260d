package dev.earshot.engine.whisper;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Whisper models without knowledge: right in form, all weights zero (and sparse on disk). */
public record SyntheticModel(int vocabulary, int state, int heads, int audioLayers, int textLayers, int mels, int fileType, int tensorType) {

    private static final int F32 = 0;
    private static final int TOKENS = 50_257;
    private static final int BLANK = 220;

    /** The dimensions of a model of the catalog, as {@code small.en-q8_0}; {@code micro} is micro.en with all languages. */
    public static SyntheticModel named(String name) {
        int languages = name.contains(".en") ? 51_864 : name.startsWith("large-v3") ? 51_866 : 51_865;
        SyntheticModel full = switch (name.split("[.-]")[0]) {
            case "micro" -> f16(languages, 64, 2, 4, 2, 80);
            case "tiny" -> f16(languages, 384, 6, 4, 4, 80);
            case "base" -> f16(languages, 512, 8, 6, 6, 80);
            case "small" -> f16(languages, 768, 12, 12, 12, 80);
            case "medium" -> f16(languages, 1024, 16, 24, 24, 80);
            case "large" -> f16(languages, 1280, 20, 32, name.contains("turbo") ? 4 : 32, name.startsWith("large-v3") ? 128 : 80);
            default -> throw new IllegalArgumentException(name);
        };
        return switch (name.replaceAll(".*-(?=q)", "")) {
            case "q5_0" -> full.quantised(2008, 6);
            case "q5_1" -> full.quantised(2009, 7);
            case "q8_0" -> full.quantised(2007, 8);
            default -> full;
        };
    }

    private static SyntheticModel f16(int vocabulary, int state, int heads, int audioLayers, int textLayers, int mels) {
        return new SyntheticModel(vocabulary, state, heads, audioLayers, textLayers, mels, 1, 1);
    }

    private SyntheticModel quantised(int file, int tensor) {
        return new SyntheticModel(vocabulary, state, heads, audioLayers, textLayers, mels, file, tensor);
    }

    /** Text that these models' vocabulary cuts into so many tokens. */
    public static String text(int tokens) {
        return IntStream.range(0, tokens).mapToObj(SyntheticModel::word).collect(Collectors.joining());
    }

    private static String word(int token) {
        return token == BLANK ? " " : " " + (char) ('a' + token / 17_576 % 26) + (char) ('a' + token / 676 % 26)
                + (char) ('a' + token / 26 % 26) + (char) ('a' + token % 26);
    }

    public Path write(Path file) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            put(out, 0x67676d6c, vocabulary, 1500, state, heads, audioLayers, 448, state, heads, textLayers, mels, fileType, mels, 201);
            out.position(out.position() + 4L * mels * 201);
            ByteBuffer words = ByteBuffer.allocate(TOKENS * 9).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < TOKENS; i++) {
                byte[] word = word(i).getBytes();
                words.putInt(word.length).put(word);
            }
            put(out, TOKENS);
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
