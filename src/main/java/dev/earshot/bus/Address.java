package dev.earshot.bus;

/**
 * A request/reply address and the types of both bodies. A name with {@code <node>} in it is private to a node; the
 * {@link Bus} fills in its own.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
public record Address<Q, R>(String name, MessageBody<Q> request, MessageBody<R> reply) {

    /** Placeholder for the node's id in a node-private name. */
    static final String NODE = "<node>";

    public Address {
        Topic.check(name);
    }

    /** JSON both ways. */
    public static <Q, R> Address<Q, R> json(String name, Class<Q> request, Class<R> reply) {
        return new Address<>(name, new MessageBody.OfJson<>(request), new MessageBody.OfJson<>(reply));
    }

    /** A JSON request, answered with audio. */
    public static <Q, M> Address<Q, PcmMessage<M>> pcmReply(String name, Class<Q> request, Class<M> replyMeta) {
        return new Address<>(name, new MessageBody.OfJson<>(request), new MessageBody.OfPcm<>(replyMeta));
    }

    /** A request with audio, answered in JSON. */
    public static <M, R> Address<PcmMessage<M>, R> pcmRequest(String name, Class<M> requestMeta, Class<R> reply) {
        return new Address<>(name, new MessageBody.OfPcm<>(requestMeta), new MessageBody.OfJson<>(reply));
    }

    /** {@code Request -> Reply}, as the address table writes it. */
    public String describe() {
        return request.describe() + " -> " + reply.describe();
    }
}
