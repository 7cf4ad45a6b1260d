package dev.earshot.updates;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.function.UnaryOperator;

/**
 * When a server that refuses wants to be asked again: Retry-After (RFC 9110, section 10.2.3), or GitHub's x-ratelimit-reset where
 * x-ratelimit-remaining is 0. Pure.
 */
final class RateLimit {

    /** Nobody is believed for longer. */
    private static final Duration LONGEST = Duration.ofDays(7);

    private RateLimit() {
    }

    /**
     * @param header the value of a header, or null
     * @return at most a week from now; null where the server says nothing
     */
    static Instant askAgain(UnaryOperator<String> header, Instant now) {
        Instant again = retryAfter(header.apply("Retry-After"), now);
        if (again == null && "0".equals(header.apply("X-RateLimit-Remaining"))) {
            String reset = header.apply("X-RateLimit-Reset");
            again = number(reset) ? Instant.ofEpochSecond(Long.parseLong(reset)) : null;
        }
        return again == null || !again.isAfter(now) ? null : again.isAfter(now.plus(LONGEST)) ? now.plus(LONGEST) : again;
    }

    private static Instant retryAfter(String value, Instant now) {
        if (value == null) {
            return null;
        }
        if (number(value)) {
            return now.plusSeconds(Long.parseLong(value));
        }
        try {
            return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static boolean number(String text) {
        return text != null && text.matches("\\d{1,10}");
    }
}
