package dev.earshot.models;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;

class SlowLoadTest {

    private static Duration s(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    @Test
    void aLoadIsSlowBeyondTenSecondsWithItsChecksum() {
        assertEquals(Optional.empty(), ResidencyEffects.slow("base", 148_000_000, s(4), s(6)));
        assertEquals(Optional.of("Loading the model base took 10.1 s: 148 MB, checking the file 4.1 s, loading it 6.0 s"),
                ResidencyEffects.slow("base", 148_000_000, s(4.1), s(6)));
    }
}
