package dev.earshot.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The only caller of Vert.x' event bus. Maps records to JSON and failures to {@link Fault}s in both directions.
 * Thread-safe; handlers run on the context of the verticle that registers them.
 */
public final class Bus {

    /** How long a request waits for its reply unless it has a timeout of its own. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Bus.class);

    private final Vertx vertx;
    private final String node;

    /** @param node this node's id, which takes the place of {@code <node>} in node-private names; letters, digits, '-' */
    public Bus(Vertx vertx, String node) {
        this.vertx = vertx;
        this.node = node;
        try {
            vertx.eventBus().registerCodec(new PcmCodec());
        } catch (IllegalStateException e) {
            // Another bus of this Vert.x has done so.
        }
    }

    public String node() {
        return node;
    }

    /** Sends a request and waits {@link #DEFAULT_TIMEOUT}; fails with a {@link Fault} and nothing else. */
    public <Q, R> Future<R> request(Address<Q, R> address, Q request) {
        return request(address, request, DEFAULT_TIMEOUT);
    }

    /** Sends a request; fails with a {@link Fault} and nothing else. */
    public <Q, R> Future<R> request(Address<Q, R> address, Q request, Duration timeout) {
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(timeout.toMillis());
        Object body = address.request().encode(request, options);
        return vertx.eventBus().request(resolve(address.name()), body, options)
                .map(address.reply()::decode)
                .recover(error -> Future.failedFuture(Fault.of(error)));
    }

    /** Answers requests; a handler that throws or fails answers with its {@link Fault}. */
    public <Q, R> MessageConsumer<?> handle(Address<Q, R> address, Function<Q, Future<R>> handler) {
        return vertx.eventBus().consumer(resolve(address.name()), message -> answer(address, message, handler));
    }

    /** Publishes an event to every subscriber, here and on other nodes. */
    public <E> void publish(Topic<E> topic, E event) {
        vertx.eventBus().publish(resolve(topic.name()), Json.toObject(event));
    }

    /** Receives events until the consumer is unregistered or its verticle undeployed. */
    public <E> MessageConsumer<?> subscribe(Topic<E> topic, Consumer<E> handler) {
        MessageBody<E> body = new MessageBody.OfJson<>(topic.type());
        return vertx.eventBus().consumer(resolve(topic.name()), message -> {
            try {
                handler.accept(body.decode(message));
            } catch (RuntimeException | StackOverflowError e) {
                LOG.error("An event of {} could not be handled", topic.name(), e);
            }
        });
    }

    private <Q, R> void answer(Address<Q, R> address, Message<Object> message, Function<Q, Future<R>> handler) {
        Future<R> reply;
        try {
            reply = handler.apply(address.request().decode(message));
        } catch (RuntimeException | StackOverflowError e) {
            reply = Future.failedFuture(e);
        }
        reply.map(value -> {
            DeliveryOptions options = new DeliveryOptions();
            message.reply(address.reply().encode(value, options), options);
            return null;
        }).onFailure(error -> {
            Fault fault = Fault.of(error);
            if (fault.code() == Fault.Code.INTERNAL) {
                // Where nobody foresaw it, it was logged with its number already.
                LOG.error("{} failed: {}", message.address(), fault.getMessage(), error instanceof Fault ? error : null);
            }
            message.fail(fault.code().status(), Json.write(fault.info()));
        });
    }

    private String resolve(String name) {
        return name.replace(Address.NODE, node);
    }
}
