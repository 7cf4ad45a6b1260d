package dev.earshot.jobs.transcribe;

import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.bus.PcmMessage;

import java.util.ArrayDeque;
import java.util.Deque;

/** The windows of a job that are ready, one of them queued for the engine: how much may be held, and which is next. Pure. */
final class WindowPrefetch {

    private final Deque<PcmMessage<AudioWindow>> ready = new ArrayDeque<>();
    private PcmMessage<AudioWindow> queued;

    void add(PcmMessage<AudioWindow> window) {
        ready.add(window);
    }

    /** The next one to be queued, which it is from now on; null where one is queued already, or none is ready. */
    PcmMessage<AudioWindow> queue() {
        if (queued != null) {
            return null;
        }
        queued = ready.poll();
        return queued;
    }

    /** The engine has the one that was queued. */
    void taken() {
        queued = null;
    }

    boolean isEmpty() {
        return ready.isEmpty() && queued == null;
    }

    /**
     * Whether one more may be got ready; where there is none, always.
     *
     * @param most    seconds of audio that may be held
     * @param longest seconds of a window at most; the decoder holds as much again
     */
    boolean roomForMore(int most, int longest) {
        return isEmpty() || seconds() + 2 * longest <= most;
    }

    private double seconds() {
        return ready.stream().mapToDouble(WindowPrefetch::seconds).sum() + (queued == null ? 0 : seconds(queued));
    }

    private static double seconds(PcmMessage<AudioWindow> window) {
        return window.meta().end() - window.meta().start();
    }
}
