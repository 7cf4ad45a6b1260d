package dev.earshot.log;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** When an operation is slow, and what made it so: a line at WARN, once. Empty where it was quick enough. */
public final class SlowLog {

    private static final Duration LOAD = Duration.ofSeconds(10);
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration REQUEST = Duration.ofSeconds(5);
    private static final Duration STORE = Duration.ofSeconds(1);

    private SlowLog() {
    }

    /**
     * A model that was loaded.
     *
     * @param bytes    of its file
     * @param checking how long unpacking it and comparing its digest took
     * @param loading  how long the engine took
     */
    public static Optional<String> load(String model, long bytes, Duration checking, Duration loading) {
        Duration whole = checking.plus(loading);
        return beyond(whole, LOAD, "Loading the model %s took %s s: %.0f MB, checking the file %s s, loading it %s s", model, seconds(whole),
                bytes / 1e6, seconds(checking), seconds(loading));
    }

    /**
     * A window that was recognised; slow where that took longer than the audio lasts, and long.
     *
     * @param audio       seconds of it
     * @param waiting     before and around the engine: for other windows, for a model to load
     * @param engine      inside the engine
     * @param restarts    of its process on the way
     * @param audioContext encoder positions, of 1500
     */
    public static Optional<String> window(double audio, Duration waiting, Duration engine, int restarts, int audioContext) {
        Duration whole = waiting.plus(engine);
        return whole.toMillis() <= audio * 1000 ? Optional.empty() : beyond(whole, WINDOW,
                "A window of %.1f s of audio took %s s: waiting %s s, engine %s s, %d restarts, audio context %d", audio, seconds(whole),
                seconds(waiting), seconds(engine), restarts, audioContext);
    }

    /**
     * A request that was answered.
     *
     * @param route    its template, without what identifies anything
     * @param waits    whether it is meant to take as long as a job does
     * @param received bytes of its body
     * @param sent     bytes of the answer's
     */
    public static Optional<String> request(String method, String route, boolean waits, long received, long sent, Duration whole) {
        return waits ? Optional.empty() : beyond(whole, REQUEST, "%s %s took %s s: %d bytes received, %d sent", method, route, seconds(whole),
                received, sent);
    }

    /** Something done in the job store. */
    public static Optional<String> store(String what, Duration whole) {
        return beyond(whole, STORE, "The job store took %s s: %s", seconds(whole), what);
    }

    private static Optional<String> beyond(Duration whole, Duration limit, String format, Object... values) {
        return whole.compareTo(limit) > 0 ? Optional.of(String.format(Locale.ROOT, format, values)) : Optional.empty();
    }

    private static String seconds(Duration duration) {
        long tenths = duration.toMillis() / 100;
        return tenths / 10 + "." + tenths % 10;
    }
}
