package dev.earshot.engine;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;

class SlowWindowTest {

    private static Duration s(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    @Test
    void aWindowIsSlowWhereItTakesLongerThanItsAudioAndLong() {
        assertEquals(Optional.empty(), EngineDispatcher.slow(2, s(1), s(9), 0, 768));
        assertEquals(Optional.empty(), EngineDispatcher.slow(30, s(5), s(25), 0, 1500));
        assertEquals(Optional.of("A window of 2.0 s of audio took 10.5 s: waiting 1.5 s, engine 9.0 s, 1 restarts, audio context 768"),
                EngineDispatcher.slow(2, s(1.5), s(9), 1, 768));
        assertEquals(Optional.of("A window of 30.0 s of audio took 31.0 s: waiting 1.0 s, engine 30.0 s, 0 restarts, audio context 1500"),
                EngineDispatcher.slow(30, s(1), s(30), 0, 1500));
    }
}
