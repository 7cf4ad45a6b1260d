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
    void aLoadIsSlowBeyondTenSecondsWithItsChecksum() {
        assertEquals(Optional.empty(), SlowLog.load("base", 148_000_000, s(4), s(6)));
        assertEquals(Optional.of("Loading the model base took 10.1 s: 148 MB, checking the file 4.1 s, loading it 6.0 s"),
                SlowLog.load("base", 148_000_000, s(4.1), s(6)));
    }

    @Test
    void aWindowIsSlowWhereItTakesLongerThanItsSoundAndLong() {
        assertEquals(Optional.empty(), SlowLog.window(2, s(1), s(9), 0, 768));
        assertEquals(Optional.empty(), SlowLog.window(30, s(5), s(25), 0, 1500));
        assertEquals(Optional.of("A window of 2.0 s of audio took 10.5 s: waiting 1.5 s, engine 9.0 s, 1 restarts, audio context 768"),
                SlowLog.window(2, s(1.5), s(9), 1, 768));
        assertEquals(Optional.of("A window of 30.0 s of audio took 31.0 s: waiting 1.0 s, engine 30.0 s, 0 restarts, audio context 1500"),
                SlowLog.window(30, s(1), s(30), 0, 1500));
    }

    @Test
    void aRequestIsSlowBeyondFiveSecondsUnlessItWaitsForAJob() {
        assertEquals(Optional.empty(), SlowLog.request("GET", "/api/jobs/:id", false, 0, 10, s(5)));
        assertEquals(Optional.empty(), SlowLog.request("POST", "/v1/audio/transcriptions", true, 10, 10, s(500)));
        assertEquals(Optional.of("POST /api/jobs took 5.2 s: 1000 bytes received, 20 sent"),
                SlowLog.request("POST", "/api/jobs", false, 1000, 20, s(5.2)));
    }

    @Test
    void theStoreIsSlowBeyondASecond() {
        assertEquals(Optional.empty(), SlowLog.store("job 1", s(1)));
        assertEquals(Optional.of("The job store took 1.3 s: job 1"), SlowLog.store("job 1", s(1.3)));
    }
}
