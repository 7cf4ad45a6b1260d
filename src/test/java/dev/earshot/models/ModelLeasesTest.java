package dev.earshot.models;

import dev.earshot.bus.Fault;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ModelLeasesTest {

    private final List<String> expired = new ArrayList<>();
    private final ModelLeases leases = new ModelLeases(Duration.ofMinutes(3), this::schedule, expired::add);
    private Runnable next;

    private void schedule(Duration time, Runnable work) {
        assertNull(next, "one timer");
        assertEquals(Duration.ofSeconds(90), time);
        next = work;
    }

    private void pass() {
        Runnable due = next;
        next = null;
        due.run();
    }

    private String granted() {
        String lease = leases.create("base", "job 1");
        leases.grant(lease);
        return lease;
    }

    @Test
    void aLeaseIsTheAnswerOnceItIsGranted() {
        String lease = leases.create("base", "job 1");
        Future<String> answer = leases.whenGranted(lease);
        assertFalse(answer.isComplete());

        leases.grant(lease);

        assertEquals(lease, answer.result());
    }

    @Test
    void aRefusalSaysWhy() {
        String lease = leases.create("base", "job 1");
        Future<String> answer = leases.whenGranted(lease);
        Fault why = new Fault(Fault.Code.BAD_MODEL, "damaged");

        leases.refuse(lease, why);

        assertSame(why, answer.cause());
        assertNull(next, "nothing can expire");
    }

    @Test
    void oneThatNobodyRenewsExpiresOnceAndAfterItsLifetime() {
        String lease = granted();
        pass();
        pass();
        assertEquals(List.of(), expired, "its lifetime is over just now");

        pass();

        assertEquals(List.of(lease), expired);
        assertEquals(List.of(lease), leases.renew(List.of(lease)), "too late");
        assertNull(next, "the timer ends with the last lease");
    }

    @Test
    void oneThatIsRenewedStaysHoweverLong() {
        String kept = granted();
        String lost = granted();
        for (int i = 0; i < 20; i++) {
            pass();
            pass();
            assertEquals(List.of(), leases.renew(List.of(kept)));
        }
        assertEquals(List.of(lost), expired);
    }

    @Test
    void oneThatWaitsForItsModelDoesNotExpire() {
        String waiting = leases.create("large-v3", "job 2");
        granted();
        while (next != null) {
            pass();
        }
        assertEquals(1, expired.size());

        leases.grant(waiting);

        assertNotNull(next, "its lifetime begins");
        assertEquals(List.of(), leases.renew(List.of(waiting)));
    }

    @Test
    void whatIsReleasedDoesNotExpireAndCannotBeRenewed() {
        String lease = granted();
        leases.release(lease);
        leases.release("never there");
        pass();

        assertTrue(expired.isEmpty());
        assertNull(next);
        assertEquals(List.of(lease), leases.renew(List.of(lease)));
    }
}
