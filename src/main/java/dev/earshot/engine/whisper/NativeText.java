package dev.earshot.engine.whisper;

import java.nio.charset.StandardCharsets;

/**
 * Text across JNI. The native library speaks UTF-8, JNI its own modified UTF-8, and they differ beyond U+FFFF: an emoji comes
 * out as one char for each of its four bytes, and goes in as two surrogates that no tokenizer knows.
 */
public final class NativeText {

    private NativeText() {
    }

    /** Puts four-byte sequences that came out as single chars together again. */
    public static String repair(String text) {
        StringBuilder repaired = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0xF0 && c <= 0xF4 && i + 3 < text.length() && continues(text, i + 1) && continues(text, i + 2) && continues(text, i + 3)) {
                repaired.append(new String(text.substring(i, i + 4).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
                i += 3;
            } else {
                repaired.append(c);
            }
        }
        return repaired.toString();
    }

    /** Leaves out what JNI cannot hand over: characters beyond U+FFFF. */
    public static String plain(String text) {
        return text.codePoints().filter(Character::isBmpCodePoint).filter(c -> !Character.isSurrogate((char) c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    private static boolean continues(String text, int at) {
        return text.charAt(at) >= 0x80 && text.charAt(at) <= 0xBF;
    }
}
