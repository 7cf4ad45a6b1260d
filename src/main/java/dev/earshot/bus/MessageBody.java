package dev.earshot.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/** How a value becomes a message's body and headers, and back. */
sealed interface MessageBody<T> {

    /** What a table of addresses says of it. */
    String describe();

    Object encode(T value, DeliveryOptions options);

    T decode(Message<?> message);

    record OfJson<T>(Class<T> type) implements MessageBody<T> {

        @Override
        public String describe() {
            return type.getSimpleName();
        }

        @Override
        public Object encode(T value, DeliveryOptions options) {
            return Json.toObject(value);
        }

        @Override
        public T decode(Message<?> message) {
            Object body = message.body();
            if (body == null) {
                return Json.fromObject(new JsonObject(), type);
            }
            if (body instanceof JsonObject json) {
                return Json.fromObject(json, type);
            }
            throw Fault.badRequest("Send a JSON object, not " + body.getClass().getSimpleName() + ".");
        }
    }

    record OfPcm<M>(Class<M> type) implements MessageBody<PcmMessage<M>> {

        @Override
        public String describe() {
            return type.getSimpleName() + " + PCM";
        }

        @Override
        public Object encode(PcmMessage<M> audio, DeliveryOptions options) {
            options.addHeader(PcmMessage.HEADER, Json.write(audio.meta())).setCodecName(PcmCodec.NAME);
            return audio.pcm();
        }

        @Override
        public PcmMessage<M> decode(Message<?> message) {
            String meta = message.headers().get(PcmMessage.HEADER);
            if (meta == null || !(message.body() instanceof Buffer pcm)) {
                throw Fault.badRequest("Send the samples as a buffer and their description in the header '" + PcmMessage.HEADER + "'.");
            }
            return new PcmMessage<>(Json.read(meta, type), pcm);
        }
    }
}
