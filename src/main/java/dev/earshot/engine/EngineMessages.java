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

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the engine module is asked and what it tells. One engine a node; it does one thing at a time, in order of arrival. */
public final class EngineMessages {

    /**
     * Loads a model. Loading one that is loaded is no error and sets its limit. Fails with {@code bad-model},
     * {@code engine-crashed} or {@code engine-unavailable}.
     */
    public static final Address<LoadEngineModel, EngineModelLoaded> LOAD =
            Address.json("earshot.engine.<node>.load", LoadEngineModel.class, EngineModelLoaded.class);

    /** Ends a model and gives all of its memory back; unloading one that is not loaded is no error. */
    public static final Address<UnloadEngineModel, Empty> UNLOAD =
            Address.json("earshot.engine.<node>.unload", UnloadEngineModel.class, Empty.class);

    /** How short windows of a model are recognised from now on, until it is unloaded; what is not loaded is no error. */
    public static final Address<UseShortSpeech, Empty> SHORT_SPEECH =
            Address.json("earshot.engine.<node>.short-speech", UseShortSpeech.class, Empty.class);

    /**
     * Transcribes one window, of at most 30 s, on a loaded model. Windows wait for their turn: interactive ones before batch ones, those of
     * different jobs in turns. Ask with {@link #TRANSCRIBE_LIMIT}. Fails with {@code engine-crashed} (after a second try in
     * a fresh process), {@code engine-timeout}, {@code cancelled}, {@code bad-request}, {@code queue-full}, or {@code engine-unavailable} where
     * the model is not loaded.
     */
    public static final Address<PcmMessage<TranscribeWindow>, TranscribedWindow> TRANSCRIBE =
            Address.pcmRequest("earshot.engine.<node>.transcribe", TranscribeWindow.class, TranscribedWindow.class);

    /** Ends a window at once, whether it runs or waits; its request fails with {@code cancelled}. Answered immediately. */
    public static final Address<CancelTicket, Empty> CANCEL =
            Address.json("earshot.engine.<node>.cancel", CancelTicket.class, Empty.class);

    /** What the engine is and holds; answered at once, also while a window runs. */
    public static final Address<Empty, EngineStatus> STATUS =
            Address.json("earshot.engine.<node>.status", Empty.class, EngineStatus.class);

    /** A window of a job is being recognised and has one more segment. What was told is preliminary: the answer of {@link #TRANSCRIBE} replaces it. */
    public static final Topic<WindowProgress> PROGRESS = new Topic<>("earshot.engine.progress", WindowProgress.class);

    /** A window that was recognised, for those who measure. */
    public static final Topic<WindowMeasured> WINDOW = new Topic<>("earshot.engine.window", WindowMeasured.class);

    /** A short window was recognised again at full context while the engine had nothing else to do, only to compare. */
    public static final Topic<ShortWindowCompared> COMPARED = new Topic<>("earshot.engine.compared", ShortWindowCompared.class);

    /** Starts, ends, crashes and restarts of engine processes. */
    public static final Topic<EngineEvent> EVENT = new Topic<>("earshot.engine.event", EngineEvent.class);

    /**
     * When to give up on {@link #TRANSCRIBE}. How long a window waits for its turn depends on all others, so nothing can be concluded from that;
     * one that runs is ended by the engine itself at {@code engine.window_limit_seconds}.
     */
    public static final Duration TRANSCRIBE_LIMIT = Duration.ofDays(1);

    private EngineMessages() {
    }

    /**
     * How long a load or unload may take at most: it waits behind a window, which ends within its limit, and behind the loading of other models.
     *
     * @param windowLimitSeconds as configured
     */
    public static Duration loadTimeout(int windowLimitSeconds) {
        return Duration.ofSeconds(4L * windowLimitSeconds).plusMinutes(30);
    }

    /**
     * @param model the name by which later requests mean this model
     * @param path  its file, or the folder of its files
     * @param limit resident bytes above which its process is ended after a window and restarted; absent for no limit
     * @param engine that it is for, such as {@code whisper}; absent where its file tells
     * @param alignmentHeads by which it finds words in the audio; absent where they are not known
     */
    public record LoadEngineModel(String model, String path, Long limit, String engine, List<AlignmentHead> alignmentHeads) {

        public LoadEngineModel {
            alignmentHeads = alignmentHeads == null ? List.of() : List.copyOf(alignmentHeads);
        }

        public LoadEngineModel(String model, String path, Long limit, String engine) {
            this(model, path, limit, engine, null);
        }
    }

    /**
     * @param milliseconds from request to ready
     * @param pid          the process that holds the model
     * @param multilingual whether the model knows more than one language
     */
    public record EngineModelLoaded(String model, long milliseconds, long pid, boolean multilingual, ModelCapabilities capabilities) {
    }

    /**
     * What a model can do.
     *
     * @param languages codes of the languages it knows, one or more
     * @param translate whether it translates to English
     * @param prompt    whether words that came before, or that should be expected, help it
     * @param words     whether it tells the time of each word
     * @param streaming whether it can be given audio as that comes
     */
    public record ModelCapabilities(List<String> languages, boolean translate, boolean prompt, boolean words, boolean streaming) {

        public ModelCapabilities {
            languages = List.copyOf(languages);
        }
    }

    /** How much of a short window is encoded, and which answers are done again. */
    public enum ShortSpeechMode {
        /** All of it. */
        WHOLE,
        /** What it needs; again whole where the answer is in the slightest doubt. */
        CAUTIOUS,
        /** What it needs; again whole where the answer is in doubt. */
        CHECKED,
        /** Hardly more than the audio: for models that were made for it. */
        FITTED;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param compareEvery one of so many short windows is recognised again at full context in idle time, 1 or more; 0 for none */
    public record UseShortSpeech(String model, ShortSpeechMode mode, int compareEvery) {
    }

    /** @param agreed whether both had the same words */
    public record ShortWindowCompared(Instant at, String node, String model, boolean agreed) {
    }

    public record UnloadEngineModel(String model) {
    }

    /**
     * @param ticket      the caller's own name for this window, for {@link #CANCEL}
     * @param job         whose window it is: jobs take turns, and what is logged names it; absent for none, and all of these share a turn
     * @param priority    absent for {@link Priority#BATCH}
     * @param language    a code of {@link dev.earshot.speech.Language}, or {@code auto}
     * @param translate   whether to translate to English
     * @param prompt      words that came before or should be expected, or absent
     * @param temperature 0 to 1, or absent for 0 with Whisper's fallback
     * @param speech      where in the window speech was found, in order: what the answer is judged by; absent where nobody looked
     * @param words       whether the time of each word is wished for; absent for no
     * @param detected    the language that was detected in an earlier window of the file, where {@code language} is {@code auto}: it is taken for this one's,
     *                    too, unless the answer is bad; absent where it is to be detected
     */
    public record TranscribeWindow(String ticket, String job, Priority priority, String model, String language, boolean translate, String prompt,
                                   Double temperature, List<SpeechSpan> speech, Boolean words, String detected) {

        public TranscribeWindow {
            priority = priority == null ? Priority.BATCH : priority;
            speech = speech == null ? List.of() : List.copyOf(speech);
            words = Boolean.TRUE.equals(words);
        }

        public TranscribeWindow(String ticket, String job, Priority priority, String model, String language, boolean translate, String prompt,
                                Double temperature, List<SpeechSpan> speech) {
            this(ticket, job, priority, model, language, translate, prompt, temperature, speech, false, null);
        }
    }

    /**
     * @param segments     in order, times in seconds from the start of the window, never beyond its end
     * @param language     the code given or detected
     * @param languageProbability of a language that was detected in this window, 0 to 1; absent where it was given or taken for granted, or the engine
     *                     does not tell
     * @param audioContext the encoder positions used, of 1500: Whisper's own, 0 where another engine recognised it
     * @param milliseconds inside the engine, process restarts included
     * @param waitedMs     milliseconds that it waited for its turn before that
     * @param restarts     how often its process had to be restarted
     * @param redone       how often it was recognised again because the answer left too much of the speech open, or repeated itself
     */
    public record TranscribedWindow(List<Segment> segments, String language, Double languageProbability, int audioContext, long milliseconds, long waitedMs,
                                    int restarts, int redone) {
        public TranscribedWindow {
            segments = List.copyOf(segments);
        }
    }

    /** @param waitingOnly leave it alone where it runs already; absent for false */
    public record CancelTicket(String ticket, Boolean waitingOnly) {

        public CancelTicket {
            waitingOnly = Boolean.TRUE.equals(waitingOnly);
        }
    }

    /**
     * @param isolation where models are
     * @param threads   native threads a window uses
     * @param warnings  what a person should do for this machine to be fast, or to work at all
     * @param models    what is loaded
     */
    public record EngineStatus(Config.Isolation isolation, int threads, List<String> warnings, List<LoadedProcess> models) {
        public EngineStatus {
            warnings = List.copyOf(warnings);
            models = List.copyOf(models);
        }
    }

    /**
     * @param pid   the process that holds the model: the service's own where isolation is {@code none}
     * @param bytes resident memory of that process; absent where isolation is {@code none} or it cannot be read
     * @param busy  a window runs on it now
     * @param stopped that process is halted by a signal, so that its window does not end
     * @param library that does the work; absent where the node does not tell
     */
    public record LoadedProcess(String model, long pid, Long bytes, boolean busy, boolean stopped, EngineLibrary library) {
    }

    /**
     * The native library that recognises, and what it computes on. What it does not tell is absent.
     *
     * @param name    such as {@code whisper.cpp}
     * @param version of it
     * @param file    where it is the user's own
     * @param backend such as {@code CPU} or {@code CUDA}
     * @param device  that it computes on, as the library describes it
     * @param notice  what is not as it could be and why, such as that another library was refused; absent where all is well
     */
    public record EngineLibrary(String name, String version, String file, String backend, String device, String notice) {

        /** In one line, such as {@code whisper.cpp 1.9.3, CUDA, NVIDIA L4}. */
        public String text() {
            return Stream.of(name + " " + version, backend, device).filter(Objects::nonNull).collect(Collectors.joining(", "));
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

    /** What became of an engine process. */
    public enum EngineChange {
        STARTED,
        /** With its model, on request. */
        ENDED,
        CRASHED,
        /** With its window, on request or at a time limit. */
        KILLED,
        RESTARTED,
        /** It was above its limit and was restarted, or, where that did not help, its limit was raised. */
        OUTGROWN
    }

    /**
     * @param pid the process that it is about: of {@code started}, {@code restarted} and {@code outgrown} the one that holds the model from
     *            now on, else the one that is gone
     */
    public record EngineEvent(Instant at, String node, String model, EngineChange event, Long pid, String reason) {
    }
}
