package dev.earshot.log;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;

class SlowLogTest {

    private static Duration s(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    @Test
    void anOperationIsSlowBeyondItsLimit() {
        assertEquals(Optional.empty(), SlowLog.line(s(1), s(1), "never"));
        assertEquals(Optional.of("The job store took 1.3 s: job 1"),
                SlowLog.line(s(1.3), s(1), "The job store took %s s: %s", SlowLog.seconds(s(1.39)), "job 1"));
    }
}
