package dev.earshot.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Requests, replies, failures and events on a real event bus. */
@ExtendWith(VertxExtension.class)
class BusTest {

    record Question(String text, Integer number) {
    }

    record Reply(String text) {
    }

    private static final Address<Question, Reply> ASK = Address.json("earshot.test.ask", Question.class, Reply.class);
    private static final Address<Question, Reply> OWN = Address.json("earshot.test.<node>.ask", Question.class, Reply.class);
    private static final Address<PcmMessage<Question>, Reply> AUDIO = Address.pcmRequest("earshot.test.audio", Question.class, Reply.class);
    private static final Topic<Reply> HAPPENED = new Topic<>("earshot.test.happened", Reply.class);

    private Vertx vertx;
    private Bus bus;

    @BeforeEach
    void start(Vertx running) {
        vertx = running;
        bus = new Bus(vertx, "here");
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static Fault fault(Future<?> future) {
        return assertInstanceOf(Fault.class, assertThrows(CompletionException.class, () -> await(future)).getCause());
    }

    @Test
    void aRequestIsAnsweredAndItsRecordsAreJsonOnTheWire() {
        bus.handle(ASK, question -> Future.succeededFuture(new Reply(question.text() + question.number())));

        assertEquals(new Reply("a1"), await(bus.request(ASK, new Question("a", 1))));
        assertEquals(new JsonObject().put("text", "b2"),
                await(vertx.eventBus().request(ASK.name(), new JsonObject().put("text", "b").put("number", 2))).body());
        assertEquals(new JsonObject().put("text", "nullnull"), await(vertx.eventBus().request(ASK.name(), null)).body(), "no body is an empty object");
    }

    @Test
    void anAddressOfANodeIsOnlyThatNodes() {
        bus.handle(OWN, question -> Future.succeededFuture(new Reply("of here")));
        Bus other = new Bus(vertx, "there");
        other.handle(OWN, question -> Future.succeededFuture(new Reply("of there")));

        assertEquals(new Reply("of here"), await(bus.request(OWN, new Question("", 0))));
        assertEquals(new Reply("of there"), await(other.request(OWN, new Question("", 0))));
        assertEquals(new JsonObject().put("text", "of there"), await(vertx.eventBus().request("earshot.test.there.ask", new JsonObject())).body());
    }

    @Test
    void aFaultKeepsItsCodeItsMessageAndItsProblems() {
        Fault sent = new Fault(Fault.Code.QUEUE_FULL, "Try again later.");
        bus.handle(ASK, question -> Future.failedFuture(sent));

        Fault received = fault(bus.request(ASK, new Question("", 0)));

        assertEquals(sent.info(), received.info());
        ReplyException raw = assertInstanceOf(ReplyException.class,
                assertThrows(CompletionException.class, () -> await(vertx.eventBus().request(ASK.name(), new JsonObject()))).getCause());
        assertEquals(429, raw.failureCode());
        assertEquals("queue-full", new JsonObject(raw.getMessage()).getString("code"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUnforeseenExceptionIsAnInternalFaultWithoutItsDetails(boolean thrown) {
        RuntimeException error = new IllegalStateException("secret detail");
        bus.handle(ASK, question -> {
            if (thrown) {
                throw error;
            }
            return Future.failedFuture(error);
        });

        Fault received = fault(bus.request(ASK, new Question("", 0)));

        assertEquals(Fault.Code.INTERNAL, received.code());
        assertFalse(received.getMessage().contains("secret"), received.getMessage());
    }

    @Test
    void anAddressWithoutHandlerIsUnavailableAndOneThatDoesNotAnswerATimeout() {
        assertEquals(Fault.Code.UNAVAILABLE, fault(bus.request(ASK, new Question("", 0))).code());
        bus.handle(ASK, question -> Future.future(never -> { }));
        assertEquals(Fault.Code.TIMEOUT, fault(bus.request(ASK, new Question("", 0), Duration.ofMillis(50))).code());
    }

    @Test
    void aBodyOfAnotherKindIsABadRequestAndNeverReachesTheHandler() {
        bus.handle(ASK, question -> Future.failedFuture(new AssertionError("it was called")));
        bus.handle(AUDIO, audio -> Future.failedFuture(new AssertionError("it was called")));

        assertEquals(Fault.Code.BAD_REQUEST, Fault.of(assertThrows(CompletionException.class,
                () -> await(vertx.eventBus().request(ASK.name(), "text"))).getCause()).code());
        assertEquals(Fault.Code.BAD_REQUEST, Fault.of(assertThrows(CompletionException.class,
                () -> await(vertx.eventBus().request(ASK.name(), new JsonObject().put("number", "many")))).getCause()).code());
        assertEquals(Fault.Code.BAD_REQUEST, Fault.of(assertThrows(CompletionException.class,
                () -> await(vertx.eventBus().request(AUDIO.name(), Buffer.buffer("no description")))).getCause()).code());
    }

    @Test
    void audioTravelsAsBytesWithItsDescription() {
        bus.handle(AUDIO, audio -> Future.succeededFuture(new Reply(audio.meta().text() + audio.pcm().length())));

        assertEquals(new Reply("samples6"), await(bus.request(AUDIO, new PcmMessage<>(new Question("samples", null), Buffer.buffer(new byte[6])))));
    }

    @Test
    void aSubscriberThatFailsKeepsNeitherItselfNorOthersFromLaterEvents() throws InterruptedException {
        BlockingQueue<String> failing = new LinkedBlockingQueue<>();
        BlockingQueue<String> other = new LinkedBlockingQueue<>();
        bus.subscribe(HAPPENED, event -> {
            failing.add(event.text());
            throw new IllegalStateException("expected by the test");
        });
        bus.subscribe(HAPPENED, event -> other.add(event.text()));

        bus.publish(HAPPENED, new Reply("one"));
        bus.publish(HAPPENED, new Reply("two"));

        for (BlockingQueue<String> received : List.of(failing, other)) {
            assertEquals("one", received.take());
            assertEquals("two", received.take());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "test", "earshot", "earshot.", "Earshot.x", "earshot.x y", "earshot.X", "earshot.<other>", "earshot.x-", "earshot..x"})
    void aNameThatIsNoAddressIsRefusedWhereItIsWritten(String name) {
        assertThrows(IllegalArgumentException.class, () -> new Topic<>(name, Reply.class));
        assertThrows(IllegalArgumentException.class, () -> Address.json(name, Question.class, Reply.class));
        assertTrue(new Topic<>("earshot.x-y.<node>.z", Reply.class).name().contains(Address.NODE));
    }
}
