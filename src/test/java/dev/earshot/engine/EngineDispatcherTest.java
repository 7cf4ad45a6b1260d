package dev.earshot.engine;

import dev.earshot.bus.Fault;
import dev.earshot.bus.PcmMessage;
import dev.earshot.engine.EngineDispatcher.PendingWindow;
import dev.earshot.engine.EngineMessages.CancelTicket;
import dev.earshot.engine.EngineMessages.TranscribeWindow;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import dev.earshot.speech.Priority;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whose window is next, whoever sends it. */
class EngineDispatcherTest {

    private static final TranscribedWindow HEARD = new TranscribedWindow(List.of(), "en", null, 1500, 1, 0, 0, 0, null);

    private final List<String> order = new ArrayList<>();
    private final Deque<Promise<TranscribedWindow>> engine = new ArrayDeque<>();
    private final Deque<PendingWindow> begun = new ArrayDeque<>();
    private final Map<String, Future<TranscribedWindow>> answers = new HashMap<>();
    private final EngineDispatcher dispatcher = new EngineDispatcher(new WindowQueue.Capacity(6, 4), this::begin,
            new IdleWork(cancellation -> Future.succeededFuture(false), work -> () -> { }, Runnable::run), Runnable::run);

    private Future<TranscribedWindow> begin(PendingWindow window) {
        order.add(window.request().ticket());
        begun.add(window);
        Promise<TranscribedWindow> answer = Promise.promise();
        engine.add(answer);
        return answer.future();
    }

    private void send(String job, Priority priority, String model, String... tickets) {
        for (String ticket : tickets) {
            answers.put(ticket, dispatcher.transcribe(new PcmMessage<>(new TranscribeWindow(ticket, job, priority, model, "en", false, null, null, null),
                    Buffer.buffer(new byte[2]))));
        }
    }

    private void batch(String job, String... tickets) {
        send(job, Priority.BATCH, "m", tickets);
    }

    /** Ends all windows, one after the other. */
    private void finish() {
        while (!engine.isEmpty()) {
            engine.remove().complete(HEARD);
        }
    }

    private Fault.Code failure(String ticket) {
        return ((Fault) answers.get(ticket).cause()).code();
    }

    @Test
    void oneWindowAtATimeAndThoseOfDifferentJobsInTurns() {
        batch("a", "a0", "a1", "a2");
        batch("b", "b0", "b1");
        batch("c", "c0");
        assertEquals(1, engine.size());
        finish();

        assertEquals(List.of("a0", "a1", "b0", "c0", "a2", "b1"), order, "when a0 began nobody else was there");
        assertTrue(answers.values().stream().allMatch(Future::succeeded));
    }

    @Test
    void aPersonsWindowPassesABatchAtOnce() {
        batch("a", "a0", "a1", "a2");
        send("p", Priority.INTERACTIVE, "m", "p0", "p1");
        finish();

        assertEquals(List.of("a0", "p0", "p1", "a1", "a2"), order);
    }

    @Test
    void jobsTakeTurnsWhateverTheirModelsAndWhoNamesNoneSharesATurn() {
        send("a", Priority.BATCH, "x", "a0", "a1");
        send(null, null, "y", "n0", "n1");
        send("b", Priority.BATCH, "y", "b0");
        finish();

        assertEquals(List.of("a0", "a1", "n0", "b0", "n1"), order);
    }

    @Test
    void beyondTheBoundAWindowIsRefusedAndThereIsRoomAgainLater() {
        batch("a", "running", "a1", "a2", "a3", "a4");
        assertEquals(Fault.Code.QUEUE_FULL, assertThrows(Fault.class, () -> batch("a", "a5")).code(), "four of a job");
        batch("b", "b1", "b2");
        assertEquals(Fault.Code.QUEUE_FULL, assertThrows(Fault.class, () -> batch("c", "c1")).code(), "six of a model");
        send("c", Priority.BATCH, "other", "c2");
        dispatcher.cancel(new CancelTicket("a4", false));
        batch("c", "c3");
        finish();

        assertEquals(List.of("running", "a1", "b1", "c2", "a2", "b2", "c3", "a3"), order);
        batch("a", "a6");
        finish();
        assertTrue(answers.get("a6").succeeded());
    }

    @Test
    void aWindowThatWaitsIsCancelledAtOnceAndOneThatRunsOnlyWhereThatIsMeant() {
        batch("a", "a0", "a1", "a2");
        dispatcher.cancel(new CancelTicket("a0", true));
        dispatcher.cancel(new CancelTicket("a1", true));
        dispatcher.cancel(new CancelTicket("nobody's", false));

        assertEquals(Fault.Code.CANCELLED, failure("a1"));
        begun.peek().cancellation().check();
        assertFalse(answers.get("a0").isComplete());
        dispatcher.cancel(new CancelTicket("a0", false));
        assertEquals(Fault.Code.CANCELLED, assertThrows(Fault.class, begun.peek().cancellation()::check).code());
        engine.remove().fail(Cancellation.cancelled());
        finish();
        assertEquals(List.of("a0", "a2"), order);
        assertEquals(Fault.Code.CANCELLED, failure("a0"));
    }

    @Test
    void aWindowThatFailsHoldsUpNobody() {
        batch("a", "a0", "a1");
        engine.remove().fail(new Fault(Fault.Code.ENGINE_CRASHED, "gone"));
        finish();

        assertEquals(Fault.Code.ENGINE_CRASHED, failure("a0"));
        assertTrue(answers.get("a1").succeeded());
    }

    @Test
    void aCloseEndsWhatWaitsWhatRunsAndWhatComes() {
        batch("a", "a0", "a1");
        dispatcher.close();

        assertEquals(Fault.Code.CANCELLED, failure("a1"));
        assertThrows(Fault.class, begun.peek().cancellation()::check);
        assertThrows(Fault.class, () -> batch("a", "a2"));
        finish();
        assertEquals(List.of("a0"), order);
    }
}
