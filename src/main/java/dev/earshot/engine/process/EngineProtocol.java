package dev.earshot.engine.process;

import dev.earshot.bus.Fault;
import dev.earshot.engine.spi.Capabilities;
import dev.earshot.engine.spi.EngineInfo;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.WindowAborted;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.speech.AlignmentHead;
import dev.earshot.speech.Segment;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What service and engine process say to each other, in an {@link EngineFrame} each. What does not fit ends the connection. */
final class EngineProtocol {

    private static final String TYPE = "type";
    private static final String WINDOW = "window";
    private static final String CANCEL = "cancel";
    /** What the engine process says. */
    private static final String READY = "ready";
    private static final String PROGRESS = "progress";
    private static final String RECOGNISED = "recognised";
    private static final String ABORTED = "aborted";
    private static final String FAILED = "failed";
    private static final String LEAST_LOGPROB = "least_logprob";
    private static final String LANGUAGE_PROBABILITY = "language_probability";
    private static final byte[] NO_BODY = {};

    /** A model is loaded. */
    record Ready(Capabilities capabilities, EngineInfo info) {
    }

    /** What the service says. */
    sealed interface HostRequest permits Window, Cancel {
    }

    /** See {@link #writeWindow}. */
    record Window(long id, WindowRequest request, boolean progress) implements HostRequest {
    }

    /** See {@link #writeCancel}. */
    record Cancel(long id) implements HostRequest {
    }

    private EngineProtocol() {
    }

    /**
     * @param id       of the window, for {@link #writeCancel}
     * @param progress whether its segments are wanted as they come
     */
    static void writeWindow(DataOutputStream out, long id, WindowRequest window, boolean progress) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>(Map.of(TYPE, WINDOW, "id", id, "progress", progress, "language", window.language(),
                "translate", window.translate(), "prompt", window.prompt(), "temperature", (double) window.temperature(),
                "audio_context", window.audioContext(), "threads", window.threads(), "words", window.words()));
        header.put("logprobs", window.logprobs());
        header.put("heads", window.heads().stream().map(head -> List.of(head.layer(), head.head())).toList());
        new EngineFrame(header, window.pcm()).write(out);
    }

    /** Ends a window that runs or is about to. */
    static void writeCancel(DataOutputStream out, long id) throws IOException {
        new EngineFrame(Map.of(TYPE, CANCEL, "id", id), NO_BODY).write(out);
    }

    /** What the service wants. */
    static HostRequest readRequest(DataInputStream in) throws IOException {
        EngineFrame frame = EngineFrame.read(in);
        if (CANCEL.equals(frame.text(TYPE))) {
            return new Cancel((long) frame.number("id"));
        }
        expect(frame, WINDOW);
        return new Window((long) frame.number("id"), new WindowRequest(frame.body(), frame.text("language"), frame.flag("translate"), frame.text("prompt"),
                (float) frame.number("temperature"), (int) frame.number("audio_context"), (int) frame.number("threads"), frame.flag("words"),
                heads(frame), frame.flag("logprobs")), frame.flag("progress"));
    }

    private static List<AlignmentHead> heads(EngineFrame frame) throws IOException {
        List<AlignmentHead> heads = new ArrayList<>();
        for (Object item : frame.list("heads")) {
            if (!(item instanceof List<?> pair && pair.size() == 2 && pair.get(0) instanceof Number layer && pair.get(1) instanceof Number head)) {
                throw new IOException("a frame has a head that is none");
            }
            heads.add(new AlignmentHead(layer.intValue(), head.intValue()));
        }
        return heads;
    }

    static void writeReady(DataOutputStream out, Capabilities capabilities, EngineInfo info) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>(Map.of(TYPE, READY, "languages", capabilities.languages(), "translate", capabilities.translate(),
                "prompt", capabilities.prompt(), "words", capabilities.words(), "streaming", capabilities.streaming(), "abort", capabilities.abort(),
                "library", info.library(), "version", info.version()));
        header.put("lacks", info.lacks());
        header.put("file", info.file() == null ? null : info.file().toString());
        header.put("backend", info.backend());
        header.put("device", info.device());
        new EngineFrame(header, NO_BODY).write(out);
    }

    /** What is ready, and what it can do; throws what the engine process failed with. */
    static Ready readReady(DataInputStream in) throws IOException {
        EngineFrame frame = answer(EngineFrame.read(in), READY);
        List<String> languages = new ArrayList<>();
        for (Object language : frame.list("languages")) {
            languages.add(String.valueOf(language));
        }
        return new Ready(new Capabilities(languages, frame.flag("translate"), frame.flag("prompt"), frame.flag("words"), frame.flag("streaming"),
                frame.flag("abort")),
                new EngineInfo(frame.text("library"), frame.text("version"), optional(frame, "lacks"),
                        frame.header().get("file") == null ? null : Path.of(frame.text("file")), optional(frame, "backend"), optional(frame, "device")));
    }

    private static String optional(EngineFrame frame, String field) throws IOException {
        return frame.header().get(field) == null ? null : frame.text(field);
    }

    static void writeRecognition(DataOutputStream out, Recognition recognition) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>(Map.of(TYPE, RECOGNISED, "language", recognition.language(),
                "segments", recognition.segments().stream().map(SegmentJson::write).toList()));
        header.put(LEAST_LOGPROB, recognition.leastLogprob());
        header.put(LANGUAGE_PROBABILITY, recognition.languageProbability());
        new EngineFrame(header, NO_BODY).write(out);
    }

    /** A segment of the window that runs is final. */
    static void writeProgress(DataOutputStream out, Segment segment) throws IOException {
        new EngineFrame(Map.of(TYPE, PROGRESS, "segment", SegmentJson.write(segment)), NO_BODY).write(out);
    }

    /** The window was ended, and the next one may come. */
    static void writeAborted(DataOutputStream out) throws IOException {
        new EngineFrame(Map.of(TYPE, ABORTED), NO_BODY).write(out);
    }

    /**
     * What was recognised; throws what the engine process failed with.
     *
     * @param progress gets the segments that come before; null where none were asked for
     */
    static Recognition readRecognition(DataInputStream in, Consumer<Segment> progress) throws IOException, WindowAborted {
        EngineFrame frame = EngineFrame.read(in);
        while (progress != null && PROGRESS.equals(frame.text(TYPE))) {
            progress.accept(SegmentJson.read(frame.header().get("segment")));
            frame = EngineFrame.read(in);
        }
        if (ABORTED.equals(frame.text(TYPE))) {
            throw new WindowAborted();
        }
        frame = answer(frame, RECOGNISED);
        List<Segment> segments = new ArrayList<>();
        for (Object item : frame.list("segments")) {
            segments.add(SegmentJson.read(item));
        }
        return new Recognition(segments, frame.text("language"), optionalNumber(frame, LEAST_LOGPROB), optionalNumber(frame, LANGUAGE_PROBABILITY));
    }

    private static Double optionalNumber(EngineFrame frame, String key) throws IOException {
        return frame.header().get(key) == null ? null : frame.number(key);
    }

    static void writeFailure(DataOutputStream out, Fault fault) throws IOException {
        new EngineFrame(Map.of(TYPE, FAILED, "code", fault.code().name(), "message", fault.getMessage()), NO_BODY).write(out);
    }

    private static EngineFrame answer(EngineFrame frame, String wanted) throws IOException {
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
