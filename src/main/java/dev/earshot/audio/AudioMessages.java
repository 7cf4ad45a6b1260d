package dev.earshot.audio;

import dev.earshot.bus.Address;
import dev.earshot.bus.Empty;
import dev.earshot.bus.PcmMessage;
import dev.earshot.speech.Priority;
import dev.earshot.speech.SpeechSpan;

import java.util.List;

/**
 * What the audio module is asked. A session is one file being read window by window; ask for one window at a time.
 * Sessions live on the node that opened them, and end by themselves when nothing is asked of them for long (15 minutes, or twice the
 * engine's window limit where that is more): {@link #NEXT} then fails with {@code not-found}, and the file can be opened again.
 */
public final class AudioMessages {

    /**
     * Opens a file; fails with {@code file-not-found}, {@code forbidden}, {@code bad-audio}, {@code unavailable} where the decoder was killed, or
     * {@code queue-full} where too many sessions are open (64, or twice {@code jobs.active} where that is more): try again later.
     */
    public static final Address<OpenAudio, OpenedAudio> OPEN =
            Address.json("earshot.audio.<node>.open", OpenAudio.class, OpenedAudio.class);

    /**
     * The next window that holds speech. When there are no more the reply has {@code done} set and no samples. Fails with
     * {@code bad-audio} where the file cannot be decoded any further, and with {@code unavailable} where the decoder was killed, which says
     * nothing of the file: open it again from the end of the last window. The session is closed then.
     */
    public static final Address<NextWindow, PcmMessage<AudioWindow>> NEXT =
            Address.soundOut("earshot.audio.<node>.next", NextWindow.class, AudioWindow.class);

    /** Ends a session, at any time; closing one that is not there is no error. */
    public static final Address<CloseAudio, Empty> CLOSE =
            Address.json("earshot.audio.<node>.close", CloseAudio.class, Empty.class);

    private AudioMessages() {
    }

    /**
     * @param path the file, on the node's own disk
     * @param from seconds of the file at which to begin: the end of the last window that an earlier run has done, or 0. What is
     *             planned behind it does not depend on where the file was begun
     * @param priority absent for {@link Priority#INTERACTIVE}; one does not wait for the other
     * @param roots folders in one of which the file must really lie, links followed, when it is opened; absent for anywhere
     */
    public record OpenAudio(String path, double from, Priority priority, List<String> roots) {
        public OpenAudio {
            roots = roots == null ? null : List.copyOf(roots);
        }
    }

    /**
     * @param session  names the session in later requests
     * @param format   what the file is, for people: {@code WAV, 44100 Hz, 2 channels, 16-bit}
     * @param duration seconds, or absent where the container does not tell
     */
    public record OpenedAudio(String session, String format, Double duration) {
    }

    /** @param longest seconds of the window at most, 5 to what is configured; absent for that */
    public record NextWindow(String session, Integer longest) {
    }

    /**
     * @param index    0 for the first window of the session
     * @param start    seconds from the start of the file at which the samples begin
     * @param end      seconds at which they end
     * @param position seconds of the file that are planned so far, silence included
     * @param duration seconds of the whole file: exact once {@code done}, before that and where it is incomplete as the container tells,
     *                 or absent
     * @param done     there is no more speech; the reply carries no samples
     * @param incomplete once {@code done}: the file is damaged or cut off, and could be decoded up to {@code position} only
     * @param speech   where in the window speech was found, in order
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
