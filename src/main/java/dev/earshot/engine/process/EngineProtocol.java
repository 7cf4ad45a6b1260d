package dev.earshot.engine.process;

import dev.earshot.bus.Fault;
import dev.earshot.engine.spi.Capabilities;
import dev.earshot.engine.spi.EngineInfo;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.speech.Segment;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What service and engine process say to each other, in an {@link EngineFrame} each. What does not fit ends the connection. */
final class EngineProtocol {

    private static final String TYPE = "type";
    private static final String WINDOW = "window";
    /** What the engine process says. */
    private static final String READY = "ready";
    private static final String RECOGNISED = "recognised";
    private static final String FAILED = "failed";
    private static final byte[] NO_BODY = {};

    /** A model is loaded. */
    record Ready(Capabilities capabilities, EngineInfo info) {
    }

    private EngineProtocol() {
    }

    static void writeWindow(DataOutputStream out, WindowRequest window) throws IOException {
        new EngineFrame(Map.of(TYPE, WINDOW, "language", window.language(), "translate", window.translate(), "prompt", window.prompt(),
                "temperature", (double) window.temperature(), "audio_context", window.audioContext(), "threads", window.threads(),
                "words", window.words()), window.pcm()).write(out);
    }

    static WindowRequest readWindow(DataInputStream in) throws IOException {
        EngineFrame frame = expect(EngineFrame.read(in), WINDOW);
        return new WindowRequest(frame.body(), frame.text("language"), frame.flag("translate"), frame.text("prompt"), (float) frame.number("temperature"),
                (int) frame.number("audio_context"), (int) frame.number("threads"), frame.flag("words"));
    }

    static void writeReady(DataOutputStream out, Capabilities capabilities, EngineInfo info) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>(Map.of(TYPE, READY, "languages", capabilities.languages(), "translate", capabilities.translate(),
                "prompt", capabilities.prompt(), "words", capabilities.words(), "streaming", capabilities.streaming(),
                "library", info.library(), "version", info.version()));
        header.put("lacks", info.lacks());
        new EngineFrame(header, NO_BODY).write(out);
    }

    /** What is ready, and what it can do; throws what the engine process failed with. */
    static Ready readReady(DataInputStream in) throws IOException {
        EngineFrame frame = answer(in, READY);
        List<String> languages = new ArrayList<>();
        for (Object language : frame.list("languages")) {
            languages.add(String.valueOf(language));
        }
        return new Ready(new Capabilities(languages, frame.flag("translate"), frame.flag("prompt"), frame.flag("words"), frame.flag("streaming")),
                new EngineInfo(frame.text("library"), frame.text("version"), frame.header().get("lacks") == null ? null : frame.text("lacks")));
    }

    static void writeRecognition(DataOutputStream out, Recognition recognition) throws IOException {
        new EngineFrame(Map.of(TYPE, RECOGNISED, "language", recognition.language(),
                "segments", recognition.segments().stream().map(SegmentJson::write).toList()), NO_BODY).write(out);
    }

    /** What was recognised; throws what the engine process failed with. */
    static Recognition readRecognition(DataInputStream in) throws IOException {
        EngineFrame frame = answer(in, RECOGNISED);
        List<Segment> segments = new ArrayList<>();
        for (Object item : frame.list("segments")) {
            segments.add(SegmentJson.read(item));
        }
        return new Recognition(segments, frame.text("language"));
    }

    static void writeFailure(DataOutputStream out, Fault fault) throws IOException {
        new EngineFrame(Map.of(TYPE, FAILED, "code", fault.code().name(), "message", fault.getMessage()), NO_BODY).write(out);
    }

    private static EngineFrame answer(DataInputStream in, String wanted) throws IOException {
        EngineFrame frame = EngineFrame.read(in);
        if (FAILED.equals(frame.text(TYPE))) {
            throw new Fault(code(frame.text("code")), frame.text("message"));
        }
        return expect(frame, wanted);
    }

    private static Fault.Code code(String name) throws IOException {
        try {
            return Fault.Code.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new IOException("a frame has the unknown code '" + name + "'");
        }
    }

    private static EngineFrame expect(EngineFrame frame, String wanted) throws IOException {
        if (!wanted.equals(frame.text(TYPE))) {
            throw new IOException("there came '" + frame.text(TYPE) + "' instead of '" + wanted + "'");
        }
        return frame;
    }
}
