package dev.earshot.engine.whisper;

import dev.earshot.speech.GgmlHeader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Whisper models without knowledge: right in form, all weights zero (and sparse on disk). What they cost is what their dimensions cost:
 * memory and the time to encode depend on nothing that a model has learned.
 *
 * @param heads    of attention, in encoder and decoder
 * @param mels     bands of the spectrum
 * @param logits   of tokens, the same whatever was heard and said before; 0 for all others. With none its answer is whatever chance makes of equal
 *                 probabilities
 */
public record SyntheticModel(int vocabulary, int state, int heads, int audioLayers, int textLayers, int mels, int fileType, int tensorType,
                             Map<Integer, Float> logits) {

    /** Forty words without a repetition: as many as 30 s of speech have at least, so that no check of an answer has it done again. */
    public static final String ANSWER = IntStream.rangeClosed(1, 40).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));

    private static final int F32 = 0;
    private static final int F16 = 1;
    private static final int TOKENS = 50_257;
    private static final int BLANK = 220;
    /** The token that is {@link #ANSWER}. */
    private static final int WORDS = 50_000;
    /** In English vocabularies; one more in others. */
    private static final int END_OF_TEXT = 50_256;
    /** With every other logit at 0 next to nothing is left for chance. */
    private static final float LIKELY = 50;
    private static final float LIKELIEST = 100;

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
        return new SyntheticModel(vocabulary, state, heads, audioLayers, textLayers, mels, F16, F16, Map.of());
    }

    private SyntheticModel quantised(int file, int tensor) {
        return new SyntheticModel(vocabulary, state, heads, audioLayers, textLayers, mels, file, tensor, Map.of());
    }

    /**
     * The same model, which says {@link #ANSWER} and ends, in the fewest decoder steps that there are. Whisper does not take the end of the text for a
     * beginning ({@code suppress_blank}), so it decodes the prompt, takes the answer, decodes that, and takes the end. Not for quantised models.
     */
    public SyntheticModel answering() {
        return with(Map.of(WORDS, LIKELY, vocabulary > GgmlHeader.ENGLISH_VOCABULARY ? END_OF_TEXT + 1 : END_OF_TEXT, LIKELIEST));
    }

    /**
     * The same model with such logits: its decoder's last norm is constant, and what lies in that direction is a token's logit. Not for quantised models.
     *
     * @param likely up to 65504, of which 11 bits count
     */
    public SyntheticModel with(Map<Integer, Float> likely) {
        if (tensorType != F16) {
            throw new IllegalStateException("only models of 16-bit weights can answer");
        }
        return new SyntheticModel(vocabulary, state, heads, audioLayers, textLayers, mels, fileType, tensorType, Map.copyOf(likely));
    }

    /** Text that these models' vocabulary cuts into so many tokens. */
    public static String text(int tokens) {
        return IntStream.range(0, tokens).mapToObj(SyntheticModel::word).collect(Collectors.joining());
    }

    private static String word(int token) {
        return token == BLANK ? " " : " " + (char) ('a' + token / 17_576 % 26) + (char) ('a' + token / 676 % 26)
                + (char) ('a' + token / 26 % 26) + (char) ('a' + token % 26);
    }

    /** Writes the file, whose size is that of a model with such dimensions, and of which a few MB are on the disk. */
    public Path write(Path file) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            put(out, 0x67676d6c, vocabulary, 1500, state, heads, audioLayers, 448, state, heads, textLayers, mels, fileType, mels, 201);
            out.position(out.position() + 4L * mels * 201);
            ByteBuffer words = ByteBuffer.allocate(TOKENS * 9 + ANSWER.length()).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < TOKENS; i++) {
                byte[] word = (logits.containsKey(WORDS) && i == WORDS ? " " + ANSWER : word(i)).getBytes(StandardCharsets.US_ASCII);
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
        out.write(ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)));
        if (!logits.isEmpty()) {
            weights(out, name);
        }
        out.position(out.position() + TensorType.of(type).bytes(extent));
    }

    /** Puts the few weights that are not zero where a tensor is about to be. */
    private void weights(FileChannel out, String name) throws IOException {
        if (name.equals("decoder.ln.bias")) {
            out.write(number(4).putFloat(1).flip(), out.position());
        } else if (name.equals("decoder.token_embedding.weight")) {
            for (Map.Entry<Integer, Float> logit : logits.entrySet()) {
                out.write(number(2).putShort(half(logit.getValue())).flip(), out.position() + 2L * state * logit.getKey());
            }
        }
    }

    /** IEEE 754 binary16 of a normal number. */
    private static short half(float value) {
        int bits = Float.floatToIntBits(value);
        return (short) (bits >>> 16 & 0x8000 | (bits >>> 23 & 0xFF) - 112 << 10 | bits >>> 13 & 0x3FF);
    }

    private static ByteBuffer number(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void put(FileChannel out, int... numbers) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int number : numbers) {
            buffer.putInt(number);
        }
        out.write(buffer.flip());
    }
}
