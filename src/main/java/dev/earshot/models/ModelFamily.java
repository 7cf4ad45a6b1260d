package dev.earshot.models;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The sizes in which Whisper is published, and what they cost. Dimensions are those of OpenAI's model cards (width, layers of encoder and
 * decoder); the kinds of a size, quantised or for English, have the same.
 */
enum ModelFamily {
    TINY(384, 4, 4),
    BASE(512, 6, 6),
    SMALL(768, 12, 12),
    MEDIUM(1024, 24, 24),
    TURBO(1280, 32, 4),
    LARGE(1280, 32, 32);

    /** What is called so whose size is nobody's but its own. */
    static final String OWN = "own";

    private static final double POSITIONS = 1500;
    private static final double VOCABULARY = 51_865;
    /** Words of a window of 30 s at 150 a minute, and a third more for what is split. */
    private static final double TOKENS = 100;
    /**
     * How much longer a multiplication takes in the decoder, one token at a time, than in the encoder: 4.6 ms for a token of base and
     * 1343 ms for its encoder, as reported in whisper.cpp's issue 3212.
     */
    private static final double DECODER_SLOWDOWN = 3;

    private final double width;
    private final double encoder;
    private final double decoder;

    ModelFamily(int width, int encoder, int decoder) {
        this.width = width;
        this.encoder = encoder;
        this.decoder = decoder;
    }

    /** Of a model that is called like a published one; empty for any other. */
    static Optional<ModelFamily> of(String model) {
        String kind = model.replaceAll("-q\\d\\w*$", "").replaceAll("\\.en$", "").replaceAll("^large-v3-turbo$", "turbo").replaceAll("^large-v[123]$", "large");
        return List.of(values()).stream().filter(family -> family.text().equals(kind)).findFirst();
    }

    /** As in {@link ModelMessages.Model}. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Multiplications for a window of 30 s, those that take longer counted as more. A layer of the encoder has 12 squares of the width for each
     * position and two products of all positions with each other; one of the decoder 14 squares for each token, and 2 for each position once.
     * Real time grows a little less than this does: larger matrices keep a processor busier.
     */
    double work() {
        double square = width * width;
        double encoding = encoder * (12 * square * POSITIONS + 2 * POSITIONS * POSITIONS * width) + decoder * 2 * square * POSITIONS;
        return encoding + DECODER_SLOWDOWN * TOKENS * (decoder * 14 * square + VOCABULARY * width);
    }
}
