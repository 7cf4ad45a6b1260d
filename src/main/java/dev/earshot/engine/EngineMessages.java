package dev.earshot.engine;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.earshot.bus.Address;
import dev.earshot.bus.Empty;
import dev.earshot.bus.PcmMessage;
import dev.earshot.bus.Topic;
import dev.earshot.config.Config;
import dev.earshot.speech.AlignmentHead;
import dev.earshot.speech.Priority;
import dev.earshot.speech.Segment;
import dev.earshot.speech.SpeechSpan;
import dev.earshot.transcript.UsedLibrary;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Requests to the engine module, and its events. One engine per node; it executes one request at a time. */
public final class EngineMessages {

    /**
     * Loads a model; for a loaded one, only sets its limit. Fails with {@code bad-model},
     * {@code engine-crashed} or {@code engine-unavailable}.
     */
    public static final Address<LoadEngineModel, EngineModelLoaded> LOAD =
            Address.json("earshot.engine.<node>.load", LoadEngineModel.class, EngineModelLoaded.class);

    /** Unloads a model and frees all of its memory; does nothing where it is not loaded. */
    public static final Address<UnloadEngineModel, Empty> UNLOAD =
            Address.json("earshot.engine.<node>.unload", UnloadEngineModel.class, Empty.class);

    /** Sets how short windows of a model are recognised until it is unloaded; does nothing where it is not loaded. */
    public static final Address<UseShortSpeech, Empty> SHORT_SPEECH =
            Address.json("earshot.engine.<node>.short-speech", UseShortSpeech.class, Empty.class);

    /**
     * Transcribes one window, of at most 30 s, on a loaded model. Windows are queued: interactive ones before batch ones, those of
     * different jobs in turns. To be sent with {@link #TRANSCRIBE_LIMIT} as its timeout. Fails with {@code engine-crashed} (after a retry in
     * a new process), {@code engine-timeout}, {@code cancelled}, {@code bad-request}, {@code queue-full}, or {@code engine-unavailable} where
     * the model is not loaded.
     */
    public static final Address<PcmMessage<TranscribeWindow>, TranscribedWindow> TRANSCRIBE =
            Address.pcmRequest("earshot.engine.<node>.transcribe", TranscribeWindow.class, TranscribedWindow.class);

    /** Cancels a window, queued or running; its request fails with {@code cancelled}. Answered immediately. */
    public static final Address<CancelTicket, Empty> CANCEL =
            Address.json("earshot.engine.<node>.cancel", CancelTicket.class, Empty.class);

    /** The engine and its models; answered immediately, also while a window is running. */
    public static final Address<Empty, EngineStatus> STATUS =
            Address.json("earshot.engine.<node>.status", Empty.class, EngineStatus.class);

    /** A window that is being recognised has another segment. Preliminary: the answer of {@link #TRANSCRIBE} replaces it. */
    public static final Topic<WindowProgress> PROGRESS = new Topic<>("earshot.engine.progress", WindowProgress.class);

    /** A window was recognised, for measurements. */
    public static final Topic<WindowMeasured> WINDOW = new Topic<>("earshot.engine.window", WindowMeasured.class);

    /** A short window was recognised again at full context while the engine was idle, for comparison. */
    public static final Topic<ShortWindowCompared> COMPARED = new Topic<>("earshot.engine.compared", ShortWindowCompared.class);

    /** Starts, ends, crashes and restarts of engine processes. */
    public static final Topic<EngineEvent> EVENT = new Topic<>("earshot.engine.event", EngineEvent.class);

    /**
     * The timeout of {@link #TRANSCRIBE}; long, as a window may wait for many others;
     * a running one is ended by the engine itself at {@code engine.window_limit_seconds}.
     */
    public static final Duration TRANSCRIBE_LIMIT = Duration.ofDays(1);

    private EngineMessages() {
    }

    /**
     * The timeout of a load or unload, which waits for a running window, and for other loads.
     *
     * @param windowLimitSeconds as configured
     */
    public static Duration loadTimeout(int windowLimitSeconds) {
        return Duration.ofSeconds(4L * windowLimitSeconds).plusMinutes(30);
    }

    /**
     * @param model the name of this model in later requests
     * @param path  its file, or the folder of its files
     * @param limit resident bytes above which its process is ended after a window and restarted; absent for no limit
     * @param engine that it is for, such as {@code whisper}; absent where its file tells
     * @param alignmentHeads by which it finds words in the audio; absent where they are not known
     * @param library by which alone it may be loaded; absent for the user's own where there is one, else and where that cannot be used the packaged one
     */
    public record LoadEngineModel(String model, String path, Long limit, String engine, List<AlignmentHead> alignmentHeads, LibraryPin library) {

        public LoadEngineModel {
            alignmentHeads = alignmentHeads == null ? List.of() : List.copyOf(alignmentHeads);
        }

        public LoadEngineModel(String model, String path, Long limit, String engine) {
            this(model, path, limit, engine, null, null);
        }
    }

    /**
     * @param milliseconds from the request until the model was ready
     * @param pid          of the process that has the model in memory
     * @param multilingual whether the model knows more than one language
     */
    public record EngineModelLoaded(String model, long milliseconds, long pid, boolean multilingual, ModelCapabilities capabilities) {
    }

    /**
     * The capabilities of a model.
     *
     * @param languages codes of the languages it knows, one or more
     * @param translate whether it translates to English
     * @param prompt    whether it takes a prompt: preceding text, or expected words
     * @param words     whether it can provide the time of each word
     * @param streaming whether it can be fed audio incrementally
     */
    public record ModelCapabilities(List<String> languages, boolean translate, boolean prompt, boolean words, boolean streaming) {

        public ModelCapabilities {
            languages = List.copyOf(languages);
        }
    }

    /** How much of a short window is encoded, and which answers are recognised again at full context. */
    public enum ShortSpeechMode {
        /** The full context. */
        WHOLE,
        /** A shortened context, with a strict test for doubtful answers. */
        CAUTIOUS,
        /** A shortened context, with the usual test for doubtful answers. */
        CHECKED,
        /** Hardly more than the audio: for models that were trained for it. */
        FITTED;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param compareEvery one in so many short windows is recognised again at full context while the engine is idle, 1 or more; 0 for none */
    public record UseShortSpeech(String model, ShortSpeechMode mode, int compareEvery) {
    }

    public record ShortWindowCompared(Instant at, String node, String model, ShortWindowResult result) {
    }

    /** How the answer to a short window compares with that at full context. Written in small letters. */
    public enum ShortWindowResult {
        /** It was not doubtful, and has the same words. */
        AGREED,
        /** It was not doubtful, and has other words. */
        DIFFERED,
        /** It was doubtful, so the window was recognised again at once; published only for models that are still {@link ShortSpeechMode#CAUTIOUS}. */
        DOUBTED;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A native library. */
    public enum LibraryPin {
        /** The one that is part of Earshot. */
        PACKAGED,
        /** The user's, of the setting {@code engine.library}. */
        OWN;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public record UnloadEngineModel(String model) {
    }

    /**
     * @param ticket      the caller's id for this window, for {@link #CANCEL}
     * @param job         the job that it belongs to: jobs take turns, and log lines name it; absent for none, and all windows without a job share a turn
     * @param priority    absent for {@link Priority#BATCH}
     * @param language    a code of {@link dev.earshot.speech.Language}, or {@code auto}
     * @param translate   whether to translate to English
     * @param prompt      preceding text or expected words, or absent
     * @param temperature 0 to 1, or absent for 0 with Whisper's fallback
     * @param speech      where in the window speech was found, in order: what the answer is judged by; absent where nobody looked
     * @param words       whether the time of each word is wished for; absent for no
     * @param detected    the language that was detected in an earlier window of the file, where {@code language} is {@code auto}: it is taken for this one's,
     *                    too, unless the answer is bad; absent where it is to be detected
     * @param logprobs    whether to tell how likely each token was; absent for no
     */
    public record TranscribeWindow(String ticket, String job, Priority priority, String model, String language, boolean translate, String prompt,
                                   Double temperature, List<SpeechSpan> speech, Boolean words, String detected, Boolean logprobs) {

        public TranscribeWindow {
            priority = priority == null ? Priority.BATCH : priority;
            speech = speech == null ? List.of() : List.copyOf(speech);
            words = Boolean.TRUE.equals(words);
            logprobs = Boolean.TRUE.equals(logprobs);
        }

        public TranscribeWindow(String ticket, String job, Priority priority, String model, String language, boolean translate, String prompt,
                                Double temperature, List<SpeechSpan> speech) {
            this(ticket, job, priority, model, language, translate, prompt, temperature, speech, false, null, false);
        }
    }

    /**
     * @param segments     in order, times in seconds from the start of the window, never beyond its end
     * @param language     the code requested or detected
     * @param languageProbability of the language detected in this window, 0 to 1; absent where it was requested or assumed, or the engine
     *                     does not report it
     * @param audioContext the encoder positions used, of Whisper's 1500; 0 for other engines
     * @param milliseconds inside the engine, process restarts included
     * @param waitedMs     milliseconds in the queue before that
     * @param restarts     how often its process had to be restarted
     * @param redone       how often it was recognised again because the answer left too much of the speech open, or repeated itself
     * @param library      that did it; absent where the node does not tell
     */
    public record TranscribedWindow(List<Segment> segments, String language, Double languageProbability, int audioContext, long milliseconds, long waitedMs,
                                    int restarts, int redone, EngineLibrary library) {
        public TranscribedWindow {
            segments = List.copyOf(segments);
        }
    }

    /** @param waitingOnly whether to cancel it only if it is still queued; absent for false */
    public record CancelTicket(String ticket, Boolean waitingOnly) {

        public CancelTicket {
            waitingOnly = Boolean.TRUE.equals(waitingOnly);
        }
    }

    /**
     * @param isolation where models are run
     * @param threads   native threads a window uses
     * @param warnings  what the user should do so that this machine is fast, or works at all
     * @param models    the loaded models
     */
    public record EngineStatus(Config.Isolation isolation, int threads, List<String> warnings, List<LoadedProcess> models) {
        public EngineStatus {
            warnings = List.copyOf(warnings);
            models = List.copyOf(models);
        }
    }

    /**
     * @param pid   of the process that has the model in memory: the service's own where isolation is {@code none}
     * @param bytes resident memory of that process; absent where isolation is {@code none} or it cannot be read
     * @param busy  whether a window is running on it
     * @param stopped whether that process is suspended by a signal, so that its window does not end
     * @param library that runs it; absent where the node does not report it
     */
    public record LoadedProcess(String model, long pid, Long bytes, boolean busy, boolean stopped, EngineLibrary library) {
    }

    /**
     * The native library of an engine, and the device that it computes on. What it does not report is absent.
     *
     * @param name    such as {@code whisper.cpp}
     * @param version of it
     * @param file    absent for the packaged library
     * @param backend such as {@code CPU} or {@code CUDA}
     * @param device  that it computes on, as the library describes it
     * @param notice  a problem and its reason, such as that another library was refused; absent for none
     */
    public record EngineLibrary(String name, String version, String file, String backend, String device, String notice) {

        /** What an answer tells of it: no paths, and nothing for who runs the service. */
        public UsedLibrary used() {
            return new UsedLibrary(name, version, backend, device);
        }
    }

    /**
     * @param ticket   as in {@link TranscribeWindow}
     * @param job      likewise
     * @param segments all so far, of the first attempt at the window, with times in seconds from its start
     */
    public record WindowProgress(String ticket, String job, List<Segment> segments) {
        public WindowProgress {
            segments = List.copyOf(segments);
        }
    }

    /**
     * @param ticket       as in {@link TranscribeWindow}
     * @param job          likewise; absent for none
     * @param seconds      of audio
     * @param milliseconds inside the engine, process restarts included
     */
    public record WindowMeasured(Instant at, String node, String model, String ticket, String job, double seconds, long milliseconds) {
    }

    /** An event of an engine process. */
    public enum EngineChange {
        STARTED,
        /** With its model, on request. */
        ENDED,
        CRASHED,
        /** With its window, on request or at a time limit. */
        KILLED,
        RESTARTED,
        /** It exceeded its memory limit: it was restarted, or, where that did not help, its limit was raised. */
        OUTGROWN
    }

    /**
     * @param pid the process that it is about: of {@code started}, {@code restarted} and {@code outgrown} the one that holds the model from
     *            now on, else the one that is gone
     */
    public record EngineEvent(Instant at, String node, String model, EngineChange event, Long pid, String reason) {
    }
}
