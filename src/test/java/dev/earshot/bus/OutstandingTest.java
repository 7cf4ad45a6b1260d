package dev.earshot.bus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OutstandingTest {

    @Test
    void allThatWasBegunHasEndedHoweverItDid() {
        Outstanding outstanding = new Outstanding();
        assertTrue(outstanding.settled().succeeded());
        Promise<String> one = Promise.promise();
        Promise<String> other = Promise.promise();
        outstanding.add(one.future());
        outstanding.add(other.future());
        outstanding.add(Future.succeededFuture());
        Future<Void> settled = outstanding.settled();

        one.complete("done");
        assertFalse(settled.isComplete());
        other.fail("it does not matter");

        assertTrue(settled.succeeded());
        assertTrue(outstanding.settled().succeeded());
    }
}
