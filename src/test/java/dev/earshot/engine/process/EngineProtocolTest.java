package dev.earshot.engine.process;

import dev.earshot.bus.Fault;
import dev.earshot.engine.spi.Capabilities;
import dev.earshot.engine.spi.EngineInfo;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.WindowAborted;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.speech.AlignmentHead;
import dev.earshot.speech.Confidence;
import dev.earshot.speech.Segment;
import dev.earshot.speech.TokenLogprob;
import dev.earshot.speech.Word;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EngineProtocolTest {

    private static final WindowRequest WINDOW = new WindowRequest(noise(30 * 32_000), "de", true, "Grüße \uD83D\uDE00 \"\n", 0.5f, 640, 3, true,
            List.of(new AlignmentHead(3, 1), new AlignmentHead(27, 15)), true);
    private static final Capabilities CAPABILITIES = new Capabilities(List.of("en", "de"), true, true, false, false, true);

    private static final EngineInfo INFO = new EngineInfo("whisper.cpp", "1.7.1", null);
    private static final EngineInfo PLAIN = new EngineInfo("whisper-jni", "1.7.1", "no words");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(7).nextBytes(noise);
        return noise;
    }

    private DataInputStream written() {
        return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    }

    /** Four integers and a header. */
    private DataInputStream frame(int magic, int version, int headerLength, int bodyLength, String header) throws IOException {
        bytes.reset();
        for (int value : new int[] {magic, version, headerLength, bodyLength}) {
            out.writeInt(value);
        }
        out.write(header.getBytes(StandardCharsets.UTF_8));
        return written();
    }

    private DataInputStream header(String json) throws IOException {
        return frame(EngineFrame.MAGIC, EngineFrame.VERSION, json.getBytes(StandardCharsets.UTF_8).length, 0, json);
    }

    private static void refused(String why, DataInputStream in) {
        IOException error = assertThrows(IOException.class, () -> EngineProtocol.readRecognition(in, null));
        assertTrue(String.valueOf(error.getMessage()).contains(why), error.toString());
    }

    @Test
    void framesCarryWindowsAndAnswers() throws IOException, WindowAborted {
        Recognition heard = new Recognition(List.of(new Segment(0.5, 1.25, " hallo \u4E16"), new Segment(2, 3, " \uD83D\uDE00\u0001",
                List.of(new Word(2, 2.25, " \uD83D\uDE00", 0.5), new Word(2.25, 3, "\u0001", 1e-9)), new Confidence(-0.25, 1.5, null, 0.2, List.of(1, 50256),
                        List.of(TokenLogprob.of(new byte[] {' ', (byte) 0xF0, (byte) 0x9F}, -0.5),
                                TokenLogprob.of(new byte[] {(byte) 0x98, (byte) 0x80, 1, '"'}, 0)))),
                new Segment(3, 4, " x", List.of(), new Confidence(null, null, 0.01, null, null))), "de", -0.75, 0.875);
        EngineProtocol.writeWindow(out, 7, WINDOW, true);
        EngineProtocol.writeCancel(out, 7);
        heard.segments().forEach(this::progress);
        EngineProtocol.writeRecognition(out, heard);
        EngineProtocol.writeAborted(out);
        EngineProtocol.writeReady(out, CAPABILITIES, INFO);
        EngineProtocol.writeReady(out, CAPABILITIES, PLAIN);
        EngineProtocol.writeFailure(out, Fault.badRequest("no"));

        DataInputStream in = written();
        EngineProtocol.Window window = assertInstanceOf(EngineProtocol.Window.class, EngineProtocol.readRequest(in));
        assertTrue(window.id() == 7 && window.progress());
        WindowRequest read = window.request();
        assertArrayEquals(WINDOW.pcm(), read.pcm());
        assertEquals(List.of(WINDOW.language(), WINDOW.translate(), WINDOW.prompt(), WINDOW.temperature(), WINDOW.audioContext(), WINDOW.threads(),
                WINDOW.words(), WINDOW.heads(), WINDOW.logprobs()),
                List.of(read.language(), read.translate(), read.prompt(), read.temperature(), read.audioContext(), read.threads(), read.words(),
                        read.heads(), read.logprobs()));
        assertEquals(new EngineProtocol.Cancel(7), EngineProtocol.readRequest(in));
        List<Segment> progress = new ArrayList<>();
        assertEquals(heard, EngineProtocol.readRecognition(in, progress::add));
        assertEquals(heard.segments(), progress);
        assertThrows(WindowAborted.class, () -> EngineProtocol.readRecognition(in, null));
        assertEquals(new EngineProtocol.Ready(CAPABILITIES, INFO), EngineProtocol.readReady(in));
        assertEquals(new EngineProtocol.Ready(CAPABILITIES, PLAIN), EngineProtocol.readReady(in));
        Fault fault = assertThrows(Fault.class, () -> EngineProtocol.readRecognition(in, null));
        assertEquals(Fault.Code.BAD_REQUEST + " no", fault.code() + " " + fault.getMessage());
        assertEquals(-1, in.read());
    }

    private void progress(Segment segment) {
        try {
            EngineProtocol.writeProgress(out, segment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anotherVersionIsRefusedInWordsOnBothSides() throws IOException, WindowAborted {
        IOException service = assertThrows(EngineFrame.OtherVersion.class, () -> EngineProtocol.readReady(frame(EngineFrame.MAGIC, 7, 2, 0, "{}")));
        assertTrue(service.getMessage().contains("(6 and 7)") && service.getMessage().contains("Restart the service"), service.getMessage());
        assertThrows(EngineFrame.OtherVersion.class, () -> EngineProtocol.readRequest(frame(EngineFrame.MAGIC, 1, 2, 0, "{}")));
    }

    @Test
    void unknownFieldsAreIgnored() throws IOException, WindowAborted {
        String json = " {\"type\" : \"recogn\\u0069sed\",\n\"none\":null,\"empty\":{},\"less\":[],\"no\":false,"
                + "\"language\":\"en\",\"segments\":[{\"start\":0,\"end\":1.5,\"text\":\"a\",\"letters\":[{\"p\":null}],\"words\":null}],\"more\":{\"a\":[1]}}";

        assertEquals(new Recognition(List.of(new Segment(0, 1.5, "a")), "en"), EngineProtocol.readRecognition(header(json), null));
    }

    @Test
    void whatIsNoFrameIsRefused() throws IOException, WindowAborted {
        refused("no frame", frame(0x01020304, EngineFrame.VERSION, 2, 0, "{}"));
        refused("too long", frame(EngineFrame.MAGIC, EngineFrame.VERSION, EngineFrame.MAX_HEADER + 1, 0, "{}"));
        refused("too long", frame(EngineFrame.MAGIC, EngineFrame.VERSION, -1, 0, "{}"));
        refused("too long", frame(EngineFrame.MAGIC, EngineFrame.VERSION, 2, Integer.MAX_VALUE, "{}"));
        refused("too long", frame(EngineFrame.MAGIC, EngineFrame.VERSION, 2, Integer.MIN_VALUE, "{}"));
        refused("no JSON", header("{\"type\":"));
        refused("no JSON", header("garbage"));
        refused("no JSON object", header("[1]"));
        refused("no JSON", header(""));
        for (String json : List.of("{\"a\"}", "{\"a\":1,}", "{,}", "{\"a\":[1,]}", "{\"a\":[,1]}", "{\"a\":tru}", "{\"a\":1e}", "{\"a\":-}", "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}", "{\"a\":\"\\u12", "{\"a\":\"b", "{\"a\":1}}", "{\"a\":1 2}", "{1:2}")) {
            refused("no JSON", header(json));
        }
        refused("no JSON", header("{\"a\":" + "[".repeat(100_000)));
        refused("no 'type'", header("{}"));
        refused("instead of 'recognised'", header("{\"type\":\"ready\"}"));
        refused("no 'segments'", header("{\"type\":\"recognised\",\"language\":\"en\",\"segments\":7}"));
        refused("no 'start'", header("{\"type\":\"recognised\",\"language\":\"en\",\"segments\":[1]}"));
        for (String words : List.of("7", "[1]", "[{\"start\":1,\"end\":2,\"text\":\"a\"}]")) {
            refused("a frame has no", header("{\"type\":\"recognised\",\"language\":\"en\",\"segments\":[{\"start\":0,\"end\":1,\"text\":\"a\",\"words\":"
                    + words + "}]}"));
        }
        refused("a token that is no number", header("{\"type\":\"recognised\",\"language\":\"en\",\"segments\":[{\"start\":0,\"end\":1,\"text\":\"a\","
                + "\"confidence\":{\"tokens\":[null]}}]}"));
        refused("unknown code", header("{\"type\":\"failed\",\"code\":\"NONE\",\"message\":\"x\"}"));
    }

    @Test
    void aFrameThatBreaksOffAnywhereIsItsEnd() throws IOException, WindowAborted {
        EngineProtocol.writeWindow(out, 1, new WindowRequest(noise(9000), "en", false, "p", 0, 0, 1), false);
        byte[] whole = bytes.toByteArray();
        for (int length = 0; length < whole.length; length += length < 300 ? 1 : 997) {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(Arrays.copyOf(whole, length)));
            assertThrows(EOFException.class, () -> EngineProtocol.readRequest(in), "after " + length + " bytes");
        }
    }

    @Test
    void garbageIsRefusedAndNothingElse() throws IOException, WindowAborted {
        EngineProtocol.writeRecognition(out, new Recognition(List.of(new Segment(0.5, 1.25, " a")), "de"));
        byte[] whole = bytes.toByteArray();
        Random random = new Random(11);
        for (int round = 0; round < 5000; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                EngineProtocol.readRecognition(new DataInputStream(new ByteArrayInputStream(damaged)), null);
            } catch (IOException refused) {
                // As it should be; where only a letter or a digit was hit, it is an answer.
            }
        }
    }
}
