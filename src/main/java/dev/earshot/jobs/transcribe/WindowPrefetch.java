package dev.earshot.jobs.transcribe;

import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.bus.PcmMessage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;

/** The windows of a job that are ready or with the engine: how much may be held, and which is next. Pure. */
final class WindowPrefetch {

    /** One that runs and one that is next, so that the engine need not wait for the job. */
    private static final int SENT = 2;

    private final TreeMap<Integer, PcmMessage<AudioWindow>> ready = new TreeMap<>();
    private final Deque<PcmMessage<AudioWindow>> sent = new ArrayDeque<>();

    void add(PcmMessage<AudioWindow> window) {
        ready.put(window.meta().index(), window);
    }

    /**
     * The next one for the engine, which has it from now on; null where it has enough, or none is ready.
     *
     * @param ahead whether it may have one beside another
     */
    PcmMessage<AudioWindow> send(boolean ahead) {
        if (ready.isEmpty() || sent.size() >= (ahead ? SENT : 1)) {
            return null;
        }
        PcmMessage<AudioWindow> next = ready.pollFirstEntry().getValue();
        sent.add(next);
        return next;
    }

    /** The engine has answered one. */
    void answered(PcmMessage<AudioWindow> window) {
        sent.remove(window);
    }

    /** What the engine has, the last one first: in this order they can be taken back, so that none overtakes another. */
    List<PcmMessage<AudioWindow>> sent() {
        List<PcmMessage<AudioWindow>> last = new ArrayList<>(sent);
        Collections.reverse(last);
        return last;
    }

    /** What the engine got first of what it has; null where it has none. */
    PcmMessage<AudioWindow> present() {
        return sent.peekFirst();
    }

    boolean noneSent() {
        return sent.isEmpty();
    }

    boolean isEmpty() {
        return ready.isEmpty() && sent.isEmpty();
    }

    /**
     * Whether one more may be got ready; where there is none, always.
     *
     * @param most    seconds of audio that may be held beside the window that the engine got first
     * @param longest seconds of a window at most; the decoder holds as much again
     */
    boolean roomForMore(int most, int longest) {
        return isEmpty() || seconds() + 2 * longest <= most;
    }

    private double seconds() {
        return ready.values().stream().mapToDouble(WindowPrefetch::seconds).sum() + sent.stream().skip(1).mapToDouble(WindowPrefetch::seconds).sum();
    }

    private static double seconds(PcmMessage<AudioWindow> window) {
        return window.meta().end() - window.meta().start();
    }
}
