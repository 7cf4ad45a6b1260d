package dev.earshot.engine.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON for the headers of frames: strings, finite numbers, booleans, null, and lists and maps of these. By hand, because Jackson's smallest half makes
 * each engine process 4 MB larger: see {@code docs/decisions/0017-headers-of-frames-by-hand.md}.
 */
final class FrameJson {

    private static final int DEEPEST = 16;

    private final String text;
    private int at;

    private FrameJson(String text) {
        this.text = text;
    }

    static byte[] write(Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(StringBuilder out, Object value) {
        if (value instanceof Map<?, ?> object) {
            String separator = "{";
            for (Map.Entry<?, ?> field : object.entrySet()) {
                out.append(separator);
                quote(out, (String) field.getKey());
                out.append(':');
                write(out, field.getValue());
                separator = ",";
            }
            out.append(object.isEmpty() ? "{}" : "}");
        } else if (value instanceof List<?> list) {
            String separator = "[";
            for (Object item : list) {
                out.append(separator);
                write(out, item);
                separator = ",";
            }
            out.append(list.isEmpty() ? "[]" : "]");
        } else if (value instanceof String string) {
            quote(out, string);
        } else {
            out.append(value);
        }
    }

    private static void quote(StringBuilder out, String string) {
        out.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                out.append("\\u").append(Character.forDigit(c >> 12, 16)).append(Character.forDigit(c >> 8 & 15, 16))
                        .append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    /** @throws IOException where it is no JSON object */
    static Map<String, Object> read(byte[] json) throws IOException {
        FrameJson reader = new FrameJson(new String(json, StandardCharsets.UTF_8));
        if (reader.next() != '{') {
            throw new IOException("a frame's header is no JSON object");
        }
        Map<String, Object> object = reader.object(0);
        reader.blanks();
        if (reader.at < reader.text.length()) {
            throw bad();
        }
        return object;
    }

    private Object value(int depth) throws IOException {
        if (depth > DEEPEST) {
            throw bad();
        }
        char c = next();
        return switch (c) {
            case '{' -> object(depth);
            case '[' -> list(depth);
            case '"' -> string();
            case 't' -> literal("rue", true);
            case 'f' -> literal("alse", false);
            case 'n' -> literal("ull", null);
            default -> number();
        };
    }

    private Map<String, Object> object(int depth) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        char c = next();
        while (c != '}') {
            if (c == ',' && !object.isEmpty()) {
                c = next();
            }
            if (c != '"') {
                throw bad();
            }
            String key = string();
            if (next() != ':') {
                throw bad();
            }
            object.put(key, value(depth + 1));
            c = next();
            if (c != ',' && c != '}') {
                throw bad();
            }
        }
        return object;
    }

    private List<Object> list(int depth) throws IOException {
        List<Object> list = new ArrayList<>();
        if (next() == ']') {
            return list;
        }
        at--;
        while (true) {
            list.add(value(depth + 1));
            char c = next();
            if (c == ']') {
                return list;
            }
            if (c != ',') {
                throw bad();
            }
        }
    }

    private String string() throws IOException {
        StringBuilder string = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return string.toString();
            }
            string.append(c == '\\' ? escaped() : c);
        }
        throw bad();
    }

    private char escaped() throws IOException {
        if (at >= text.length()) {
            throw bad();
        }
        char c = text.charAt(at++);
        int known = "\"\\/bfnrt".indexOf(c);
        if (known >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(known);
        }
        if (c != 'u' || at + 4 > text.length()) {
            throw bad();
        }
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(text.charAt(at++), 16);
            if (digit < 0) {
                throw bad();
            }
            code = code << 4 | digit;
        }
        return (char) code;
    }

    private Object literal(String rest, Object value) throws IOException {
        if (!text.startsWith(rest, at)) {
            throw bad();
        }
        at += rest.length();
        return value;
    }

    private Double number() throws IOException {
        int start = at - 1;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        try {
            return Double.valueOf(text.substring(start, at));
        } catch (NumberFormatException e) {
            throw bad();
        }
    }

    /** The next character that is no blank, which is then behind. */
    private char next() throws IOException {
        blanks();
        if (at >= text.length()) {
            throw bad();
        }
        return text.charAt(at++);
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private static IOException bad() {
        return new IOException("a frame's header is no JSON");
    }
}
