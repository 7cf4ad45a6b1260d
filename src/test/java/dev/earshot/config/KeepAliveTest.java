package dev.earshot.config;

import dev.earshot.bus.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class KeepAliveTest {

    @ParameterizedTest
    @CsvSource({"5m,300000", "1h30m,5400000", "1.5h,5400000", "300ms,300", "10s,10000", "300,300000", "0,0", "0s,0", "0.5,500", " 2m ,120000", "+1m,60000",
            "3600.25,3600250", "1000000us,1000"})
    void durationsAndSecondsAreUnderstoodAsInOllama(String text, long millis) {
        assertEquals(Duration.ofMillis(millis), KeepAlive.parse(text).time());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-1m", "-0.5", "-24h", "99999999999999999999"})
    void whatIsNegativeOrEndlessStaysForGood(String text) {
        assertEquals(KeepAlive.FOR_GOOD, KeepAlive.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "5 m", "5x", "m5", "1h-30m", "NaN", "1e3", "5m5"})
    void anythingElseIsRefused(String text) {
        assertEquals(Fault.Code.BAD_REQUEST, assertThrows(Fault.class, () -> KeepAlive.parse(text)).code());
    }

    @Test
    void aTextOfAnyLengthIsRefusedWithoutHarm() {
        assertEquals(Fault.Code.BAD_REQUEST, assertThrows(Fault.class, () -> KeepAlive.parse("1s".repeat(100_000))).code());
    }

    @Test
    void strategiesHaveTheirTimes() {
        assertEquals(Duration.ofMinutes(5), of(Config.Strategy.AUTO).time());
        assertEquals(KeepAlive.FOR_GOOD, of(Config.Strategy.ALWAYS));
        assertEquals(Duration.ZERO, of(Config.Strategy.IMMEDIATE).time());
        assertEquals(Duration.ofSeconds(42), of(Config.Strategy.CUSTOM).time());
    }

    private static KeepAlive of(Config.Strategy strategy) {
        return KeepAlive.of(Config.defaults().with(Map.of("models.strategy", strategy, "models.keep_alive", "42s")).models());
    }

    @ParameterizedTest
    @CsvSource({"5m,5 min", "90m,1 h 30 min", "0,0 s", "-1,for good", "1.5,1.5 s", "61s,1 min 1 s"})
    void timesReadAsPeopleWriteThem(String text, String words) {
        assertEquals(words, KeepAlive.parse(text).words());
    }
}
