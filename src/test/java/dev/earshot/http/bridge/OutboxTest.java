package dev.earshot.http.bridge;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OutboxTest {

    private final Outbox outbox = new Outbox();

    private List<String> all() {
        List<String> all = new ArrayList<>();
        for (String next = outbox.poll(); next != null; next = outbox.poll()) {
            all.add(next);
        }
        assertTrue(outbox.isEmpty());
        return all;
    }

    @Test
    void theNewestOfAThingWaitsAtItsOwnTime() {
        outbox.add("job 1", "1 queued");
        outbox.add(null, "words");
        outbox.add("job 2", "2 queued");
        outbox.add("job 1", "1 done");
        assertEquals(List.of("words", "2 queued", "1 done"), all());
        assertNull(outbox.poll());
        outbox.add("job 1", "1 again");
        assertEquals(List.of("1 again"), all(), "what was sent is not replaced");
    }

    @Test
    void moreEventsThanThereIsRoomForAreToldAsMissedOnce() {
        outbox.add("memory", "old");
        for (int i = 0; i < 3 * Outbox.MESSAGES; i++) {
            outbox.add(null, "event " + i);
        }
        outbox.add("memory", "new");
        List<String> sent = all();
        assertTrue(sent.size() <= Outbox.MESSAGES + 1, sent.size() + " messages");
        assertEquals(Outbox.MISSED, sent.get(0), "before what is newer than what it asks for");
        assertEquals(1, sent.stream().filter(Outbox.MISSED::equals).count());
        assertEquals("new", sent.get(sent.size() - 1));
        assertTrue(sent.contains("event " + (3 * Outbox.MESSAGES - 1)));

        outbox.add(null, "after");
        assertEquals(List.of("after"), all());
    }

    @Test
    void theNewestStateOutlivesMissedEvents() {
        outbox.add("memory", "state");
        for (int i = 0; i < Outbox.MESSAGES; i++) {
            outbox.add(null, "event");
        }
        assertEquals(List.of(Outbox.MISSED, "state", "event"), all());
    }

    @Test
    void longMessagesCountByTheirLength() {
        String third = "x".repeat(Outbox.CHARACTERS / 3);
        for (int i = 0; i < 10; i++) {
            outbox.add("same", third);
        }
        outbox.add(null, third);
        outbox.add(null, third);
        outbox.add(null, third);
        List<String> sent = all();
        assertEquals(List.of(Outbox.MISSED, third, third), sent);
        outbox.add(null, "x".repeat(Outbox.CHARACTERS + 1));
        assertEquals(List.of(Outbox.MISSED), all(), "one that never fits");
        outbox.add("same", third);
        assertEquals(List.of(third), all());
    }

    @Test
    void statesOfTooManyThingsAreMissedToo() {
        for (int i = 0; i <= Outbox.MESSAGES; i++) {
            outbox.add("job " + i, "state");
        }
        assertEquals(List.of(Outbox.MISSED, "state"), all());
    }
}
