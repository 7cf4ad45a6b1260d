package dev.earshot.audio;

import java.io.Closeable;
import java.io.IOException;

/** A file as 16 kHz mono 16-bit samples, read once from beginning to end. {@link #close} may come from any thread. */
interface SampleSource extends Closeable {

    /**
     * Waits until there is audio or the file turns out to have none.
     *
     * @throws dev.earshot.bus.Fault as {@link #read}
     */
    default void open() throws IOException {
    }

    /**
     * Reads some samples.
     *
     * @return how many, or -1 at the end
     * @throws dev.earshot.bus.Fault {@code bad-audio} where the rest cannot be decoded, {@code unavailable} where the decoder was ended by
     *                               somebody else, which says nothing of the file
     */
    int read(short[] samples, int offset, int length) throws IOException;

    /** What the file is, for people. */
    String format();

    /** Seconds, as the container tells, or null. */
    Double duration();

    /** Whether {@link #duration} is a guess. */
    default boolean estimated() {
        return false;
    }

    /** At the end: whether the file is damaged or cut off, so that there should have been more. */
    default boolean incomplete() {
        return false;
    }

    /** Ends a decoder that is stuck; its reader then fails. From any thread. */
    default void abort() {
    }

    /** A number that grows while the decoder works: where it stands still during a read, the decoder is stuck. */
    long progress();
}
