package dev.earshot.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import org.slf4j.event.KeyValuePair;

import java.time.LocalTime;
import java.time.ZoneId;
import java.util.regex.Pattern;

/** For people: time, level, logger, the job in brackets, message. Of an exception its causes, each with where it was thrown. */
final class TextLines extends LineEncoder {

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]");

    private final ZoneId zone;

    TextLines() {
        this(ZoneId.systemDefault());
    }

    TextLines(ZoneId zone) {
        this.zone = zone;
    }

    @Override
    String text(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        time(line, LocalTime.ofInstant(event.getInstant(), zone));
        String level = event.getLevel().toString();
        String logger = event.getLoggerName();
        line.append(' ').append(level).append(" ".repeat(6 - level.length())).append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(' ');
        for (KeyValuePair pair : pairs(event)) {
            line.append('[').append(pair.key).append(' ').append(oneLine(String.valueOf(pair.value))).append("] ");
        }
        line.append(oneLine(event.getFormattedMessage())).append('\n');
        for (IThrowableProxy error = event.getThrowableProxy(); error != null && !error.isCyclic(); error = error.getCause()) {
            line.append("  ").append(error.getClassName()).append(": ").append(oneLine(error.getMessage())).append('\n');
            StackTraceElementProxy[] frames = error.getStackTraceElementProxyArray();
            if (frames.length > 0) {
                line.append("    ").append(frames[0].getSTEAsString()).append('\n');
            }
        }
        return line.toString();
    }

    /** What users name things must not look like lines of ours, or steer a terminal. */
    private static String oneLine(String text) {
        return text == null ? null : CONTROL.matcher(text).replaceAll(found -> String.format("\\\\u%04x", (int) found.group().charAt(0)));
    }

    /** By hand: a formatter from a pattern is a hundred classes. */
    private static void time(StringBuilder line, LocalTime time) {
        two(line, time.getHour()).append(':');
        two(line, time.getMinute()).append(':');
        two(line, time.getSecond()).append('.');
        int millis = time.getNano() / 1_000_000;
        two(line.append((char) ('0' + millis / 100)), millis % 100);
    }

    private static StringBuilder two(StringBuilder line, int number) {
        return line.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
