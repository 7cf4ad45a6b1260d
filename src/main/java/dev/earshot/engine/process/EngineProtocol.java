package dev.earshot.engine.process;

import dev.earshot.bus.Fault;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.speech.Segment;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What service and engine process say to each other: a magic number, a length, that many bytes. Numbers are big-endian, text
 * is UTF-8 with its length in bytes before it. A frame that does not fit ends the connection.
 */
public final class EngineProtocol {

    private static final int MAGIC = 0x45415253;
    private static final int LIMIT = 4 * 1024 * 1024;

    /** The first byte of what the engine process says. */
    private static final int READY = 1;
    private static final int RECOGNISED = 2;
    private static final int FAILED = 3;

    private EngineProtocol() {
    }

    private interface Writer {
        void to(DataOutputStream out) throws IOException;
    }

    public static void writeWindow(DataOutputStream out, WindowRequest window) throws IOException {
        write(out, body -> {
            text(body, window.language());
            body.writeBoolean(window.translate());
            text(body, window.prompt());
            body.writeFloat(window.temperature());
            body.writeInt(window.audioContext());
            body.writeInt(window.threads());
            body.writeInt(window.pcm().length);
            body.write(window.pcm());
        });
    }

    public static WindowRequest readWindow(DataInputStream in) throws IOException {
        DataInputStream body = read(in);
        String language = text(body);
        boolean translate = body.readBoolean();
        String prompt = text(body);
        float temperature = body.readFloat();
        int audioContext = body.readInt();
        int threads = body.readInt();
        return new WindowRequest(bytes(body), language, translate, prompt, temperature, audioContext, threads);
    }

    public static void writeReady(DataOutputStream out, boolean multilingual) throws IOException {
        write(out, body -> {
            body.writeByte(READY);
            body.writeBoolean(multilingual);
        });
    }

    /** Whether the model that is ready is multilingual; throws what the engine process failed with. */
    public static boolean readReady(DataInputStream in) throws IOException {
        return answer(in, READY).readBoolean();
    }

    public static void writeRecognition(DataOutputStream out, Recognition recognition) throws IOException {
        write(out, body -> {
            body.writeByte(RECOGNISED);
            text(body, recognition.language());
            body.writeInt(recognition.segments().size());
            for (Segment segment : recognition.segments()) {
                body.writeDouble(segment.start());
                body.writeDouble(segment.end());
                text(body, segment.text());
            }
        });
    }

    /** What was recognised; throws what the engine process failed with. */
    public static Recognition readRecognition(DataInputStream in) throws IOException {
        DataInputStream body = answer(in, RECOGNISED);
        String language = text(body);
        int count = body.readInt();
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            segments.add(new Segment(body.readDouble(), body.readDouble(), text(body)));
        }
        return new Recognition(segments, language);
    }

    public static void writeFailure(DataOutputStream out, Fault fault) throws IOException {
        write(out, body -> {
            body.writeByte(FAILED);
            text(body, fault.code().name());
            text(body, fault.getMessage());
        });
    }

    private static DataInputStream answer(DataInputStream in, int wanted) throws IOException {
        DataInputStream body = read(in);
        int kind = body.readByte();
        if (kind == FAILED) {
            throw new Fault(Fault.Code.valueOf(text(body)), text(body));
        }
        if (kind != wanted) {
            throw new IOException("the engine process answered " + kind + " instead of " + wanted);
        }
        return body;
    }

    private static void write(DataOutputStream out, Writer writer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writer.to(new DataOutputStream(bytes));
        out.writeInt(MAGIC);
        out.writeInt(bytes.size());
        bytes.writeTo(out);
        out.flush();
    }

    private static DataInputStream read(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) {
            throw new IOException("what came is no frame");
        }
        int length = in.readInt();
        if (length < 0 || length > LIMIT) {
            throw new IOException("a frame of " + length + " bytes is too long");
        }
        return new DataInputStream(new java.io.ByteArrayInputStream(in.readNBytes(length)));
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a frame lies about its content");
        }
        return in.readNBytes(length);
    }
}
