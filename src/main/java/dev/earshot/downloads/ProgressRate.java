package dev.earshot.downloads;

import java.util.ArrayDeque;
import java.util.Deque;

/** How fast bytes come, over the last seconds, and how often that may be published. Pure: every call brings the time along. */
final class ProgressRate {

    /** At most 9 in any second, so that the one at the end still fits in. */
    static final long INTERVAL_MS = 125;
    private static final long WINDOW_MS = 5_000;

    private record RateSample(long at, long received) {
    }

    private final Deque<RateSample> samples = new ArrayDeque<>();

    /**
     * @param now      milliseconds of a clock
     * @param received bytes that are there
     * @return whether it is time to publish it
     */
    boolean due(long now, long received) {
        RateSample last = samples.peekLast();
        if (last != null && now - last.at < INTERVAL_MS && now >= last.at) {
            return false;
        }
        if (last != null && (now < last.at || received < last.received)) {
            // The clock was set back, or bytes turned out to be bad: earlier measurements mean nothing.
            samples.clear();
        }
        samples.addLast(new RateSample(now, received));
        while (samples.size() > 2 && now - samples.peekFirst().at > WINDOW_MS) {
            samples.removeFirst();
        }
        return true;
    }

    /** Bytes a second; null until there is something to measure. */
    Double bytesPerSecond() {
        RateSample first = samples.peekFirst();
        RateSample last = samples.peekLast();
        return first == last ? null : Double.valueOf((last.received - first.received) * 1000.0 / (last.at - first.at));
    }

    /** Seconds until so many more bytes are there; null where that is not known. */
    Double secondsFor(long bytes) {
        Double speed = bytesPerSecond();
        return bytes == 0 ? Double.valueOf(0) : speed == null || speed <= 0 ? null : Double.valueOf(bytes / speed);
    }
}
