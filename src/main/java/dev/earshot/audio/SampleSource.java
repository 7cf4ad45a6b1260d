package dev.earshot.audio;

import java.io.Closeable;
import java.io.IOException;

/** A file as 16 kHz mono 16-bit samples, read once from beginning to end. {@link #close} may come from any thread. */
interface SampleSource extends Closeable {

    /**
     * Reads some samples.
     *
     * @return how many, or -1 at the end
     * @throws dev.earshot.bus.Fault {@code bad-audio} where the rest cannot be decoded
     */
    int read(short[] samples, int offset, int length) throws IOException;

    /** What the file is, for people. */
    String format();

    /** Seconds, as the container tells, or null. */
    Double duration();

    /** A number that grows while the decoder works: where it stands still during a read, the decoder is stuck. */
    long progress();
}
