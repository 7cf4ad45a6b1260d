package dev.earshot.bus;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.internal.buffer.BufferInternal;

/** Hands samples from module to module without a copy where nobody can change them; others are copied, as Vert.x does. */
final class PcmCodec implements MessageCodec<Buffer, Buffer> {

    static final String NAME = "earshot.pcm";

    /** Samples that nobody can change any more, in a buffer that can only be read. */
    static Buffer readOnly(byte[] pcm) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(pcm).asReadOnly());
    }

    @Override
    public Buffer transform(Buffer pcm) {
        return pcm instanceof BufferInternal known && known.getByteBuf().isReadOnly() ? pcm : pcm.copy();
    }

    @Override
    public void encodeToWire(Buffer wire, Buffer pcm) {
        wire.appendInt(pcm.length()).appendBuffer(pcm);
    }

    @Override
    public Buffer decodeFromWire(int position, Buffer wire) {
        return readOnly(wire.getBytes(position + Integer.BYTES, position + Integer.BYTES + wire.getInt(position)));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
