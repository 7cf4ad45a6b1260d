package dev.earshot.log;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;

class SlowTest {

    private static Duration s(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    @Test
    void aLoadIsSlowBeyondTenSecondsWithItsChecksum() {
        assertEquals(Optional.empty(), Slow.load("base", 148_000_000, s(4), s(6)));
        assertEquals(Optional.of("Loading the model base took 10.1 s: 148 MB, checking the file 4.1 s, loading it 6.0 s"),
                Slow.load("base", 148_000_000, s(4.1), s(6)));
    }

    @Test
    void aWindowIsSlowWhereItTakesLongerThanItsSoundAndLong() {
        assertEquals(Optional.empty(), Slow.window(2, s(1), s(9), 0, 768));
        assertEquals(Optional.empty(), Slow.window(30, s(5), s(25), 0, 1500));
        assertEquals(Optional.of("A window of 2.0 s of audio took 10.5 s: waiting 1.5 s, engine 9.0 s, 1 restarts, audio context 768"),
                Slow.window(2, s(1.5), s(9), 1, 768));
        assertEquals(Optional.of("A window of 30.0 s of audio took 31.0 s: waiting 1.0 s, engine 30.0 s, 0 restarts, audio context 1500"),
                Slow.window(30, s(1), s(30), 0, 1500));
    }

    @Test
    void aRequestIsSlowBeyondFiveSecondsUnlessItWaitsForAJob() {
        assertEquals(Optional.empty(), Slow.request("GET", "/api/jobs/:id", false, 0, 10, s(5)));
        assertEquals(Optional.empty(), Slow.request("POST", "/v1/audio/transcriptions", true, 10, 10, s(500)));
        assertEquals(Optional.of("POST /api/jobs took 5.2 s: 1000 bytes received, 20 sent"),
                Slow.request("POST", "/api/jobs", false, 1000, 20, s(5.2)));
    }

    @Test
    void theStoreIsSlowBeyondASecond() {
        assertEquals(Optional.empty(), Slow.store("job 1", s(1)));
        assertEquals(Optional.of("The job store took 1.3 s: job 1"), Slow.store("job 1", s(1.3)));
    }
}
