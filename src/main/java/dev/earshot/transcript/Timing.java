package dev.earshot.transcript;

/**
 * Where the time of a transcription went. Milliseconds, all of them of clocks on the wall, pauses left out.
 *
 * @param waitedMs       for a place in the queue, and for a download
 * @param loadingMs      for the model to be in memory
 * @param computingMs    in the engine
 * @param realTimeFactor seconds of computing for a second of the file; absent until a window is done
 */
public record Timing(long waitedMs, long loadingMs, long computingMs, Double realTimeFactor) {

    public static final Timing NONE = new Timing(0, 0, 0, null);

    public Timing waited(long ms) {
        return new Timing(waitedMs + ms, loadingMs, computingMs, realTimeFactor);
    }

    public Timing loaded(long ms) {
        return new Timing(waitedMs, loadingMs + ms, computingMs, realTimeFactor);
    }

    /** @param position seconds of the file that are done now */
    public Timing computed(long ms, double position) {
        long all = computingMs + ms;
        return new Timing(waitedMs, loadingMs, all, position <= 0 ? null : Math.round(all / position) / 1000.0);
    }
}
