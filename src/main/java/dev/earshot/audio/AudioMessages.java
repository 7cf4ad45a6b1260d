package dev.earshot.audio;

import dev.earshot.bus.Address;
import dev.earshot.bus.Empty;
import dev.earshot.bus.PcmMessage;
import dev.earshot.speech.Priority;
import dev.earshot.speech.SpeechSpan;

import java.util.List;

/**
 * Requests to the audio module. A session is one file being read window by window; request one window at a time.
 * A session belongs to the node that opened it, and is closed after 15 minutes without a request, or after twice the engine's
 * window limit if that is longer: {@link #NEXT} then fails with {@code not-found}, and the file can be opened again.
 */
public final class AudioMessages {

    /**
     * Opens a file; fails with {@code bad-request}, {@code file-not-found}, {@code forbidden}, {@code bad-audio}, {@code unavailable} if the
     * decoder was killed, or {@code queue-full} if too many sessions are open (64, or twice {@code jobs.active} if that is more): try again
     * later.
     */
    public static final Address<OpenAudio, OpenedAudio> OPEN =
            Address.json("earshot.audio.<node>.open", OpenAudio.class, OpenedAudio.class);

    /**
     * The next window with speech. After the last one the reply has {@code done} set and no samples. Fails with {@code bad-audio} if
     * the rest of the file cannot be decoded, and with {@code unavailable} if the decoder was killed, which does not mean that the file is
     * bad: open it again at the end of the last window. After a failure the session is closed.
     */
    public static final Address<NextWindow, PcmMessage<AudioWindow>> NEXT =
            Address.pcmReply("earshot.audio.<node>.next", NextWindow.class, AudioWindow.class);

    /** Closes a session, at any time; also answered if there is no such session. */
    public static final Address<CloseAudio, Empty> CLOSE =
            Address.json("earshot.audio.<node>.close", CloseAudio.class, Empty.class);

    private AudioMessages() {
    }

    /**
     * @param path the file, on the node's own disk
     * @param from where to start, in seconds of the file: 0, or the end of a window of an earlier session. The windows after that are
     *             the same whether the file is read from there or from its beginning
     * @param priority absent for {@link Priority#INTERACTIVE}; neither waits for the other
     * @param roots folders; when opened, the file must be in one of them after links are resolved. Absent: it may be anywhere
     */
    public record OpenAudio(String path, double from, Priority priority, List<String> roots) {
        public OpenAudio {
            roots = roots == null ? null : List.copyOf(roots);
        }
    }

    /**
     * @param session  the id of the session, for later requests
     * @param format   the file's format, for users: {@code WAV, 44100 Hz, 2 channels, 16-bit}
     * @param duration in seconds; absent if the container does not state it
     */
    public record OpenedAudio(String session, String format, Double duration) {
    }

    /** @param longest the longest window, in seconds: 5 to {@code audio.window_seconds}, which is the default */
    public record NextWindow(String session, Integer longest) {
    }

    /**
     * @param index    0 for the first window of the session
     * @param start    seconds from the start of the file at which the samples begin
     * @param end      seconds at which they end
     * @param position seconds of the file that have been segmented, silence included
     * @param duration seconds of the whole file: exact once {@code done}; before that, or if the file is incomplete, what the container
     *                 states, or absent
     * @param done     there is no more speech; the reply has no samples
     * @param incomplete once {@code done}: the file is damaged or truncated, and could be decoded up to {@code position} only
     * @param speech   where speech was found in the window, in order
     */
    public record AudioWindow(int index, double start, double end, double position, Double duration, boolean done, boolean incomplete,
                         List<SpeechSpan> speech) {
        public AudioWindow {
            speech = List.copyOf(speech);
        }
    }

    public record CloseAudio(String session) {
    }
}
