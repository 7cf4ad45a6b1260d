package dev.earshot.downloads;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Times and limits of transfers, to the millisecond. */
class TransferRulesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    /** 30 s of silence, or less than 100 bytes in 60 s. */
    private static final TransferLimits LIMITS = new TransferLimits(SECOND, SECOND, SECOND, Duration.ofSeconds(30), Duration.ofSeconds(60), 100, 1, 1, SECOND);

    @Test
    void redirectsAreFiveCodes() {
        assertArrayEquals(new int[] {301, 302, 303, 307, 308}, IntStream.range(200, 600).filter(Redirects::isRedirect).toArray());
    }

    @Test
    void progressIsDueEvery125Milliseconds() {
        ProgressRate rate = new ProgressRate();
        assertTrue(rate.add(1000, 100));
        assertNull(rate.bytesPerSecond());
        assertFalse(rate.add(1000, 100));
        assertFalse(rate.add(1124, 200));
        assertTrue(rate.add(1125, 350));
        assertEquals(2000, rate.bytesPerSecond());
        assertEquals(2.5, rate.secondsUntil(5000));
    }

    @Test
    void whatWasMeasuredBeforeAClockWasSetBackOrBytesWereLostSaysNothing() {
        ProgressRate rate = new ProgressRate();
        rate.add(1000, 100);
        rate.add(2000, 200);
        assertTrue(rate.add(1500, 300));
        assertNull(rate.bytesPerSecond());
        rate.add(2500, 300);
        assertEquals(0, rate.bytesPerSecond(), "as many bytes are no loss");
        assertTrue(rate.add(3500, 299));
        assertNull(rate.bytesPerSecond());
    }

    @Test
    void speedIsThatOfTheLastFiveSeconds() {
        ProgressRate rate = new ProgressRate();
        rate.add(0, 0);
        rate.add(2500, 100);
        rate.add(5000, 200);
        assertEquals(40, rate.bytesPerSecond());
        rate.add(5125, 310);
        assertEquals(80, rate.bytesPerSecond());
        rate.add(50_000, 310 + 44_875);
        assertEquals(1000, rate.bytesPerSecond(), "over the two newest, however far apart");
    }

    @Test
    void aStallCountsFromTheLastByte() {
        StallDetector stall = new StallDetector(LIMITS, 1000);
        assertEquals(30_000, stall.remainingMs(1000));
        assertEquals(1, stall.remainingMs(30_999));
        assertEquals(0, stall.remainingMs(31_000));
        assertEquals(0, stall.remainingMs(90_000));
        assertFalse(stall.failure(31_000).isTooSlow());
        stall.onBytes(100, 20_000);
        assertEquals(30_000, stall.remainingMs(20_000));
        assertTrue(stall.failure(49_999).isTooSlow());
        assertFalse(stall.failure(50_000).isTooSlow());
    }

    @Test
    void enoughBytesBeginTheNextMinute() {
        StallDetector stall = new StallDetector(LIMITS, 1000);
        stall.onBytes(100, 31_000);
        stall.onBytes(1, 61_000);
        stall.onBytes(1, 91_000);
        assertEquals(30_000, stall.remainingMs(91_000));
        stall.onBytes(1, 100_000);
        assertEquals(21_000, stall.remainingMs(100_000), "3 bytes since 61 s");
    }

    @Test
    void theMinuteIsNotOverBeforeItsEnd() {
        StallDetector stall = new StallDetector(LIMITS, 1000);
        stall.onBytes(100, 31_000);
        stall.onBytes(1, 60_999);
        stall.onBytes(1, 90_000);
        stall.onBytes(1, 100_000);
        assertEquals(30_000, stall.remainingMs(100_000), "its next one began at 90 s");
    }

    @Test
    void tooFewBytesInAMinuteAreTooFew() {
        StallDetector stall = new StallDetector(LIMITS, 1000);
        stall.onBytes(99, 40_000);
        assertEquals(1, stall.remainingMs(60_999));
        stall.onBytes(0, 61_000);
        assertEquals(0, stall.remainingMs(61_000));
        assertTrue(stall.failure(61_000).isTooSlow());
    }
}
