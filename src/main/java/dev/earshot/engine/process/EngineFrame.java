package dev.earshot.engine.process;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What goes over the pipe between service and engine process: a magic number, the version, the lengths of header and body (four
 * big-endian integers), a JSON object, and bytes. Only Jackson's streaming half is used: an engine process is to be small.
 *
 * @param header strings, numbers, booleans, and lists and maps of these
 * @param body   empty where there is none
 */
record EngineFrame(Map<String, Object> header, byte[] body) {

    /** Changes with everything that the other side would not understand. */
    static final int VERSION = 2;
    static final int MAGIC = 0x45415253;
    static final int MAX_HEADER = 1024 * 1024;
    static final int MAX_BODY = 4 * 1024 * 1024;
    /** What the JVM moves between an array and a pipe without allocating memory for it. */
    private static final int PIECE = 8192;
    private static final JsonFactory JSON = new JsonFactory();

    /** The other side speaks another version. */
    static final class OtherVersion extends IOException {
        OtherVersion(int version) {
            super("service and engine process are of different versions of Earshot (" + VERSION + " and " + version
                    + "): it was replaced while it ran. Restart the service.");
        }
    }

    void write(DataOutputStream out) throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator generator = JSON.createGenerator(json)) {
            writeValue(generator, header);
        }
        out.writeInt(MAGIC);
        out.writeInt(VERSION);
        out.writeInt(json.size());
        out.writeInt(body.length);
        json.writeTo(out);
        for (int at = 0; at < body.length; at += PIECE) {
            out.write(body, at, Math.min(PIECE, body.length - at));
        }
        out.flush();
    }

    /** @throws IOException where what comes is no frame, is of another version, or ends too early */
    static EngineFrame read(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) {
            throw new IOException("what came is no frame");
        }
        int version = in.readInt();
        if (version != VERSION) {
            throw new OtherVersion(version);
        }
        int headerLength = in.readInt();
        int bodyLength = in.readInt();
        if (headerLength < 0 || headerLength > MAX_HEADER || bodyLength < 0 || bodyLength > MAX_BODY) {
            throw new IOException("a frame with a header of " + headerLength + " and a body of " + bodyLength + " bytes is too long");
        }
        Map<String, Object> header = parse(bytes(in, headerLength));
        return new EngineFrame(header, bytes(in, bodyLength));
    }

    private static byte[] bytes(DataInputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; at += PIECE) {
            in.readFully(bytes, at, Math.min(PIECE, length - at));
        }
        return bytes;
    }

    String text(String key) throws IOException {
        return value(key, String.class);
    }

    double number(String key) throws IOException {
        return value(key, Number.class).doubleValue();
    }

    boolean flag(String key) throws IOException {
        return value(key, Boolean.class);
    }

    List<?> list(String key) throws IOException {
        return value(key, List.class);
    }

    <T> T value(String key, Class<T> type) throws IOException {
        return value(header, key, type);
    }

    static <T> T value(Map<?, ?> object, String key, Class<T> type) throws IOException {
        if (!type.isInstance(object.get(key))) {
            throw new IOException("a frame has no '" + key + "' that is a " + type.getSimpleName());
        }
        return type.cast(object.get(key));
    }

    private static void writeValue(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> object) {
            json.writeStartObject();
            for (Map.Entry<?, ?> field : object.entrySet()) {
                json.writeFieldName((String) field.getKey());
                writeValue(json, field.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object item : list) {
                writeValue(json, item);
            }
            json.writeEndArray();
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else {
            json.writeNumber((Double) value);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> parse(byte[] header) throws IOException {
        try (JsonParser json = JSON.createParser(header)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                return (Map<String, Object>) readValue(json);
            }
        } catch (JsonProcessingException e) {
            throw new IOException("a frame's header is no JSON");
        }
        throw new IOException("a frame's header is no JSON object");
    }

    private static Object readValue(JsonParser json) throws IOException {
        switch (json.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String key = json.currentName();
                    json.nextToken();
                    object.put(key, readValue(json));
                }
                return object;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    list.add(readValue(json));
                }
                return list;
            }
            case VALUE_STRING -> {
                return json.getText();
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return json.getBooleanValue();
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                return json.getDoubleValue();
            }
            default -> {
                return null;
            }
        }
    }
}
