package dev.earshot.cli;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProgressLineTest {

    @Test
    void halfWayThroughAnHour() {
        assertEquals("[##########          ]  50 %  30:00 / 1:00:00  15.0x  2:00 left",
                ProgressLine.of(1800, 3600.0, Duration.ofMinutes(2)));
    }

    @Test
    void wordsThatAreBeingRecognisedEndTheLineAndFitOne() {
        assertEquals("[##########          ]  50 %  one two", ProgressLine.of(15, 30.0, "one two"));
        assertEquals("0:15 done  one two", ProgressLine.of(15, null, "one\ntwo"));
        String longer = ProgressLine.of(15, 30.0, "one two three ".repeat(10).strip());
        assertTrue(longer.startsWith("[##########          ]  50 %  \u2026") && longer.endsWith(" one two three"), longer);
        assertEquals(78, longer.length());
        assertEquals("[##########          ]  50 %  \u2026" + "\u4e2d".repeat(23), ProgressLine.of(15, 30.0, "\u4e2d".repeat(100)), "each is two columns wide");
    }

    @Test
    void nothingDoneYetHasNoSpeed() {
        assertEquals("[                    ]   0 %  0:00 / 0:30", ProgressLine.of(0, 30.0, Duration.ofSeconds(1)));
    }

    @Test
    void anUnknownLengthShowsWhatIsDone() {
        assertEquals("1:05 done  6.5x", ProgressLine.of(65, null, Duration.ofSeconds(10)));
    }

    @Test
    void moreThanTheContainerToldIsNotMoreThanAll() {
        assertEquals("[####################] 100 %  0:31 / 0:30  31.0x  0:00 left", ProgressLine.of(31, 30.0, Duration.ofSeconds(1)));
    }
}
