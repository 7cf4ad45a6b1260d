package dev.earshot.transcript;

/**
 * Where the time of a transcription went, and what worked on it. Milliseconds, all of them of clocks on the wall, pauses left out.
 *
 * @param waitedMs       for a place in the queue, and for a download
 * @param loadingMs      for the model to be in memory
 * @param computingMs    in the engine
 * @param realTimeFactor seconds of computing for a second of the file; absent until a window is done
 * @param library        that recognised the last window; absent until one is done
 */
public record Timing(long waitedMs, long loadingMs, long computingMs, Double realTimeFactor, UsedLibrary library) {

    public static final Timing NONE = new Timing(0, 0, 0, null, null);

    public Timing waited(long ms) {
        return new Timing(waitedMs + ms, loadingMs, computingMs, realTimeFactor, library);
    }

    public Timing loaded(long ms) {
        return new Timing(waitedMs, loadingMs + ms, computingMs, realTimeFactor, library);
    }

    /**
     * @param position seconds of the file that are done now
     * @param with     null where that is not known
     */
    public Timing computed(long ms, double position, UsedLibrary with) {
        long all = computingMs + ms;
        return new Timing(waitedMs, loadingMs, all, position <= 0 ? null : Math.round(all / position) / 1000.0, with);
    }
}
