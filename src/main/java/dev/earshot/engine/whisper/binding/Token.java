package dev.earshot.engine.whisper.binding;

import java.nio.charset.StandardCharsets;

/**
 * A token that a model chose, and how sure it was.
 *
 * @param id             in the model's vocabulary
 * @param latin          its bytes, each as the character of that number: a character of the text can be cut over tokens, so that only the bytes of
 *                       several are UTF-8
 * @param text           whether it is a part of the text; else a timestamp or another sign
 * @param probability    0 to 1
 * @param logProbability its natural logarithm
 * @param aligned        the second in the window at which it ENDS, by alignment with the audio; null where that was not asked for
 */
public record Token(int id, String latin, boolean text, float probability, float logProbability, Double aligned) {

    /** Its bytes. */
    public byte[] bytes() {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Bytes as {@link #latin} has them. */
    public static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
