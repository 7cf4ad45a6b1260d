package dev.earshot.http;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;

class SlowRequestsTest {

    private static Duration s(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    @Test
    void aRequestIsSlowBeyondFiveSecondsUnlessItWaitsForAJob() {
        assertEquals(Optional.empty(), SlowRequests.slow("GET", "/api/jobs/:id", false, 0, 10, s(5)));
        assertEquals(Optional.empty(), SlowRequests.slow("POST", "/v1/audio/transcriptions", true, 10, 10, s(500)));
        assertEquals(Optional.of("POST /api/jobs took 5.2 s: 1000 bytes received, 20 sent"),
                SlowRequests.slow("POST", "/api/jobs", false, 1000, 20, s(5.2)));
    }
}
