package dev.earshot.engine;

import dev.earshot.bus.Fault;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** What is done only while there is nothing else to do. */
class IdleWorkTest {

    private final List<Runnable> due = new ArrayList<>();
    private final List<Cancellation> begun = new ArrayList<>();
    private Promise<Boolean> piece;
    private final IdleWork work = new IdleWork(this::piece, this::later, Runnable::run);

    private Future<Boolean> piece(Cancellation cancellation) {
        begun.add(cancellation);
        piece = Promise.promise();
        return piece.future();
    }

    private Runnable later(Runnable run) {
        due.add(run);
        return () -> due.remove(run);
    }

    private void pass() {
        List<Runnable> now = List.copyOf(due);
        due.clear();
        now.forEach(Runnable::run);
    }

    @Test
    void itBeginsAfterAPauseAndGoesOnWhileThereIsMore() {
        work.onIdle();
        assertEquals(0, begun.size());
        pass();
        assertEquals(1, begun.size());
        piece.complete(true);
        pass();
        assertEquals(2, begun.size());
        piece.complete(false);
        pass();

        assertEquals(2, begun.size(), "there was no more");
        assertEquals(0, due.size());
    }

    @Test
    void whatComesBeforeThePauseIsOverPreventsIt() {
        work.onIdle();
        work.onBusy();
        pass();

        assertEquals(0, begun.size());
    }

    @Test
    void whatComesMeanwhileEndsItAndItGoesOnOnlyAfterThat() {
        work.onIdle();
        pass();
        assertDoesNotThrow(begun.get(0)::check);
        work.onBusy();
        assertEquals(Fault.Code.CANCELLED, assertThrows(Fault.class, begun.get(0)::check).code());
        piece.complete(true);
        pass();
        assertEquals(1, begun.size(), "something else is at work");

        work.onIdle();
        pass();
        assertEquals(2, begun.size());
    }

    @Test
    void neverTwoAtOnce() {
        work.onIdle();
        pass();
        work.onBusy();
        work.onIdle();
        pass();
        assertEquals(1, begun.size(), "the first one has not ended yet");

        piece.complete(true);
        pass();
        assertEquals(2, begun.size());
    }
}
