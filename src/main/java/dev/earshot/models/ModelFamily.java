package dev.earshot.models;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The sizes in which Whisper is published, and what they cost to compute. The dimensions (width, layers of encoder and decoder) are those of OpenAI's
 * model cards; quantised and English-only variants have the same.
 */
enum ModelFamily {
    TINY(384, 4, 4),
    BASE(512, 6, 6),
    SMALL(768, 12, 12),
    MEDIUM(1024, 24, 24),
    TURBO(1280, 32, 4),
    LARGE(1280, 32, 32);

    /** The family of models that are not Whisper's published ones. */
    static final String OWN = "own";

    private static final double POSITIONS = 1500;
    private static final double VOCABULARY = 51_865;
    /** Of a window of 30 s: 150 words a minute, and a third more as some words are several tokens. */
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

    /** The family of a model by its name; empty where that is not of a published model. */
    static Optional<ModelFamily> of(String model) {
        String kind = model.replaceAll("-q\\d\\w*$", "").replaceAll("\\.en$", "").replaceAll("^large-v3-turbo$", "turbo").replaceAll("^large-v[123]$", "large");
        return List.of(values()).stream().filter(family -> family.text().equals(kind)).findFirst();
    }

    /** As in {@link ModelMessages.Model}. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Multiplications for a window of 30 s, weighted by how long they take. A layer of the encoder needs 12 width² for each position, and two products of
     * all positions with each other; a layer of the decoder 14 width² for each token, and 2 for each position once. Measured times grow a little
     * less, as larger matrices use a processor better.
     */
    double operations() {
        double square = width * width;
        double encoding = encoder * (12 * square * POSITIONS + 2 * POSITIONS * POSITIONS * width) + decoder * 2 * square * POSITIONS;
        return encoding + DECODER_SLOWDOWN * TOKENS * (decoder * 14 * square + VOCABULARY * width);
    }
}
