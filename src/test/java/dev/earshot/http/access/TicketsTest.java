package dev.earshot.http.access;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TicketsTest {

    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private final Tickets tickets = new Tickets(new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    @Test
    void aTicketIsGoodOnce() {
        Tickets.Ticket ticket = tickets.issue();
        assertEquals(30, ticket.seconds());
        assertTrue(ticket.ticket().matches("[0-9a-f]{48}"), ticket.ticket());
        assertNotEquals(ticket.ticket(), tickets.issue().ticket());
        assertFalse(tickets.take(""));
        assertFalse(tickets.take(ticket.ticket().toUpperCase(Locale.ROOT) + " "));
        assertTrue(tickets.take(ticket.ticket()));
        assertFalse(tickets.take(ticket.ticket()));
    }

    @Test
    void aTicketIsGoodForHalfAMinute() {
        String early = tickets.issue().ticket();
        String late = tickets.issue().ticket();
        now = now.plus(Duration.ofMillis(29_999));
        assertTrue(tickets.take(early));
        now = now.plusMillis(1);
        assertFalse(tickets.take(late));
    }

    @Test
    void ofTooManyTheOldestGoes() {
        String first = tickets.issue().ticket();
        String second = tickets.issue().ticket();
        for (int i = 1; i < Tickets.MOST; i++) {
            tickets.issue();
        }
        assertFalse(tickets.take(first));
        assertTrue(tickets.take(second));
    }
}
