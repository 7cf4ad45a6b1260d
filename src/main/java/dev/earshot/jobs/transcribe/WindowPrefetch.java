package dev.earshot.jobs.transcribe;

import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.bus.PcmMessage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;

/** The windows of a job that are ready, and those that the engine has: which is next, and whether more may be read. Pure. */
final class WindowPrefetch {

    /** The current one and the next one, so that the engine need not wait for the job. */
    private static final int MAX_SENT = 2;

    private final TreeMap<Integer, PcmMessage<AudioWindow>> ready = new TreeMap<>();
    private final Deque<PcmMessage<AudioWindow>> sentLastFirst = new ArrayDeque<>();

    void add(PcmMessage<AudioWindow> window) {
        ready.put(window.meta().index(), window);
    }

    /**
     * Removes and returns the next window for the engine; null where that has enough, or none is ready.
     *
     * @param ahead whether the engine may have more than one
     */
    PcmMessage<AudioWindow> pollForEngine(boolean ahead) {
        if (ready.isEmpty() || sentLastFirst.size() >= (ahead ? MAX_SENT : 1)) {
            return null;
        }
        PcmMessage<AudioWindow> next = ready.pollFirstEntry().getValue();
        sentLastFirst.add(next);
        return next;
    }

    void onAnswered(PcmMessage<AudioWindow> window) {
        sentLastFirst.remove(window);
    }

    /** What the engine has, the last one first: withdrawn in this order, none overtakes another. */
    List<PcmMessage<AudioWindow>> sentLastFirst() {
        List<PcmMessage<AudioWindow>> lastFirst = new ArrayList<>(sentLastFirst);
        Collections.reverse(lastFirst);
        return lastFirst;
    }

    /** The window that the engine is working on; null where it has none. */
    PcmMessage<AudioWindow> current() {
        return sentLastFirst.peekFirst();
    }

    boolean noneSent() {
        return sentLastFirst.isEmpty();
    }

    boolean isEmpty() {
        return ready.isEmpty() && sentLastFirst.isEmpty();
    }

    /**
     * Whether one more window may be read: always where there is none.
     *
     * @param maxSeconds       of audio that may be held beside the current window
     * @param maxWindowSeconds the maximum length of a window; the decoder holds as much again
     */
    boolean mayFetch(int maxSeconds, int maxWindowSeconds) {
        return isEmpty() || seconds() + 2 * maxWindowSeconds <= maxSeconds;
    }

    private double seconds() {
        return ready.values().stream().mapToDouble(WindowPrefetch::seconds).sum() + sentLastFirst.stream().skip(1).mapToDouble(WindowPrefetch::seconds).sum();
    }

    private static double seconds(PcmMessage<AudioWindow> window) {
        return window.meta().end() - window.meta().start();
    }
}
