package dev.earshot.bus;

import io.vertx.core.buffer.Buffer;

/**
 * The one body that is not JSON: audio as 16 kHz mono signed 16-bit little-endian PCM, with a record that describes it.
 * On the wire the samples are the message's body and the record is JSON text in the header {@value #HEADER}.
 *
 * @param meta what the samples are
 * @param pcm  the samples, 2 bytes each
 */
public record PcmMessage<M>(M meta, Buffer pcm) {

    /** The message header that carries {@link #meta} as JSON. */
    public static final String HEADER = "meta";

    /** Takes ownership of the samples, which must not be changed afterwards: within a process they are passed on without a copy. */
    public static <M> PcmMessage<M> of(M meta, byte[] pcm) {
        return new PcmMessage<>(meta, PcmCodec.readOnly(pcm));
    }
}
