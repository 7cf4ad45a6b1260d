package dev.earshot.engine.process;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What goes over the pipe between service and engine process: a magic number, the version, the lengths of header and body (four
 * big-endian integers), a JSON object, and bytes.
 *
 * @param header strings, numbers, booleans, and lists and maps of these
 * @param body   empty where there is none
 */
record EngineFrame(Map<String, Object> header, byte[] body) {

    /** Changes with everything that the other side would not understand. */
    static final int VERSION = 6;
    static final int MAGIC = 0x45415253;
    static final int MAX_HEADER = 1024 * 1024;
    static final int MAX_BODY = 4 * 1024 * 1024;
    /** What a pipe holds: with less at a time, either side would wake the other more often; with more, the JVM would allocate as much again. */
    private static final int PIECE = 64 * 1024;

    /** The other side speaks another version. */
    static final class OtherVersion extends IOException {
        OtherVersion(int version) {
            super("service and engine process are of different versions of Earshot (" + VERSION + " and " + version
                    + "): it was replaced while it ran. Restart the service.");
        }
    }

    void write(DataOutputStream out) throws IOException {
        byte[] json = FrameJson.write(header);
        out.writeInt(MAGIC);
        out.writeInt(VERSION);
        out.writeInt(json.length);
        out.writeInt(body.length);
        out.write(json);
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
        Map<String, Object> header = FrameJson.read(bytes(in, headerLength));
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
}
