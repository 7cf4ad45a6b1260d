package dev.earshot.downloads;

import java.util.ArrayDeque;
import java.util.Deque;

/** Measures the download speed over the last 5 seconds, and limits how often it is published. Pure: each call passes the time. */
final class ProgressRate {

    /** At most 9 a second, which leaves one for the final event. */
    static final long INTERVAL_MS = 125;
    private static final long WINDOW_MS = 5_000;

    private record RateSample(long timeMs, long receivedBytes) {
    }

    private final Deque<RateSample> samples = new ArrayDeque<>();

    /**
     * @param now      milliseconds of a clock
     * @param received bytes received so far
     * @return whether it is time to publish this
     */
    boolean add(long now, long received) {
        RateSample last = samples.peekLast();
        if (last != null && now - last.timeMs < INTERVAL_MS && now >= last.timeMs) {
            return false;
        }
        if (last != null && (now < last.timeMs || received < last.receivedBytes)) {
            // The clock was set back, or damaged bytes were discarded: earlier samples are useless.
            samples.clear();
        }
        samples.addLast(new RateSample(now, received));
        while (samples.size() > 2 && now - samples.peekFirst().timeMs > WINDOW_MS) {
            samples.removeFirst();
        }
        return true;
    }

    /** Null until it can be measured. */
    Double bytesPerSecond() {
        RateSample first = samples.peekFirst();
        RateSample last = samples.peekLast();
        return first == last ? null : Double.valueOf((last.receivedBytes - first.receivedBytes) * 1000.0 / (last.timeMs - first.timeMs));
    }

    /** Seconds until so many more bytes are received; null if unknown. */
    Double secondsUntil(long bytes) {
        Double speed = bytesPerSecond();
        return bytes == 0 ? Double.valueOf(0) : speed == null || speed <= 0 ? null : Double.valueOf(bytes / speed);
    }
}
