package dev.earshot.http.bridge;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MessageRateTest {

    @Test
    void whoDoesNotReadGetsNoNewTime() {
        MessageRate rate = new MessageRate(2, Duration.ofNanos(-1));
        assertTrue(rate.allows(true) && rate.allows(true) && rate.allows(true), "the time of each is over with the next");
        assertTrue(rate.allows(false));
        assertFalse(rate.allows(false));
        assertTrue(rate.allows(true));
    }
}
