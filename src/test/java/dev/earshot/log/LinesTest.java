package dev.earshot.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.earshot.bus.Json;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LinesTest {

    private static LoggingEvent event(Throwable error, String message, Object... values) {
        Logger logger = new LoggerContext().getLogger("dev.earshot.jobs.Scheduler");
        LoggingEvent event = new LoggingEvent("", logger, Level.WARN, message, error, values);
        event.setThreadName("worker-1");
        event.setInstant(Instant.parse("2026-01-02T03:04:05.067Z"));
        return event;
    }

    private static LoggingEvent ofJob(LoggingEvent event) {
        event.addKeyValuePair(new KeyValuePair(Logging.JOB, "01H"));
        return event;
    }

    private static String text(LoggingEvent event) {
        return new String(new TextLines(ZoneOffset.UTC).encode(event), StandardCharsets.UTF_8);
    }

    private static Map<?, ?> json(LoggingEvent event) {
        String line = new String(new JsonLines().encode(event), StandardCharsets.UTF_8);
        assertEquals(line.length() - 1, line.indexOf('\n'));
        return Json.read(line, Map.class);
    }

    @Test
    void textIsForPeople() {
        assertEquals("03:04:05.067 WARN  Scheduler talk.mp3 failed\n", text(event(null, "{} {}", "talk.mp3", "failed")));
        assertEquals("03:04:05.067 WARN  Scheduler [job 01H] talk.mp3 failed\n", text(ofJob(event(null, "talk.mp3 failed"))));
    }

    @Test
    void textNamesEveryCauseAndWhereItWasThrown() {
        String[] lines = text(event(new IllegalStateException("one", new IllegalArgumentException("two")), "It broke")).split("\n");

        assertEquals(5, lines.length);
        assertEquals("  java.lang.IllegalStateException: one", lines[1]);
        assertTrue(lines[2].startsWith("    at dev.earshot.log.LinesTest."), lines[2]);
        assertEquals("  java.lang.IllegalArgumentException: two", lines[3]);
    }

    @Test
    void jsonHasAFieldForEachThing() {
        assertEquals(Map.of("timestamp", "2026-01-02T03:04:05.067Z", "level", "WARN", "logger", "dev.earshot.jobs.Scheduler",
                "thread", "worker-1", "message", "\"a\"\nb", "job", "01H"), json(ofJob(event(null, "\"a\"\nb"))));
    }

    @Test
    void aStackTraceIsOneFieldOfOneLine() {
        String trace = (String) json(event(new IllegalStateException("one", new IllegalArgumentException("two")), "It broke")).get("exception");

        assertTrue(trace.startsWith("java.lang.IllegalStateException: one\n\tat dev.earshot.log.LinesTest."), trace);
        assertTrue(trace.contains("Caused by: java.lang.IllegalArgumentException: two"), trace);
    }
}
