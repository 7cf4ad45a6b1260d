package dev.earshot.http.answer;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Text as the value of a header, which is ASCII in one line: every other character is percent-encoded as UTF-8 (RFC 3986), and so
 * is a percent sign that would else be read as an escape. Pure.
 */
public final class HeaderText {

    private static final Pattern UNSAFE = Pattern.compile("[^ -~]|%(?=[0-9A-Fa-f]{2})");

    private HeaderText() {
    }

    public static String of(String text) {
        return UNSAFE.matcher(text).replaceAll(character -> escape(character.group()));
    }

    private static String escape(String character) {
        StringBuilder escaped = new StringBuilder();
        for (byte one : character.getBytes(StandardCharsets.UTF_8)) {
            escaped.append(String.format("%%%02X", one));
        }
        return escaped.toString();
    }
}
