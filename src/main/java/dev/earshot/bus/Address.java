package dev.earshot.bus;

/**
 * A request/reply address and the types of both bodies. A name with {@code <node>} in it is private to a node; the
 * {@link Bus} fills in its own.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
public record Address<Q, R>(String name, MessageBody<Q> request, MessageBody<R> reply) {

    /** The place of the node's id in a node-private name. */
    static final String NODE = "<node>";

    public Address {
        Topic.check(name);
    }

    /** Both ways JSON. */
    public static <Q, R> Address<Q, R> json(String name, Class<Q> request, Class<R> reply) {
        return new Address<>(name, new MessageBody.OfJson<>(request), new MessageBody.OfJson<>(reply));
    }

    /** JSON in, audio out. */
    public static <Q, M> Address<Q, PcmMessage<M>> soundOut(String name, Class<Q> request, Class<M> replyMeta) {
        return new Address<>(name, new MessageBody.OfJson<>(request), new MessageBody.OfSound<>(replyMeta));
    }

    /** Audio in, JSON out. */
    public static <M, R> Address<PcmMessage<M>, R> soundIn(String name, Class<M> requestMeta, Class<R> reply) {
        return new Address<>(name, new MessageBody.OfSound<>(requestMeta), new MessageBody.OfJson<>(reply));
    }

    /** {@code Request -> Reply}, as the address table writes it. */
    public String describe() {
        return request.describe() + " -> " + reply.describe();
    }
}
