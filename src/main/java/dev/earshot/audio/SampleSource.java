package dev.earshot.audio;

import java.io.Closeable;
import java.io.IOException;

/** A file as 16 kHz mono 16-bit samples, read once from beginning to end. {@link #close} may come from any thread. */
interface SampleSource extends Closeable {

    /**
     * Waits until audio arrives or the file turns out to have none.
     *
     * @throws dev.earshot.bus.Fault as {@link #read}
     */
    default void open() throws IOException {
    }

    /**
     * Reads some samples.
     *
     * @return how many, or -1 at the end
     * @throws dev.earshot.bus.Fault {@code bad-audio} if the rest cannot be decoded, {@code unavailable} if the decoder was killed, which
     *                               does not mean that the file is bad
     */
    int read(short[] samples, int offset, int length) throws IOException;

    /** The format of the file, for users. */
    String format();

    /** Seconds, as stated by the container, or null. */
    Double duration();

    /** Whether {@link #duration} is an estimate. */
    default boolean estimated() {
        return false;
    }

    /** At the end: whether the file is damaged or truncated, so that audio is missing. */
    default boolean incomplete() {
        return false;
    }

    /** Ends a stalled decoder; a read in progress then fails. May be called from any thread. */
    default void abort() {
    }

    /** A number that grows while the decoder works: if it stays the same during a read, the decoder has stalled. */
    long progress();
}
