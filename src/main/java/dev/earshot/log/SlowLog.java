package dev.earshot.log;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** A line for an operation that took too long. What that is, and what made it slow, each module says itself. */
public final class SlowLog {

    private SlowLog() {
    }

    /**
     * What to log at WARN; empty where an operation was quick enough.
     *
     * @param took   how long the operation took
     * @param limit  above which it is slow
     * @param format of {@link String#format}, with what made it slow
     */
    public static Optional<String> line(Duration took, Duration limit, String format, Object... values) {
        return took.compareTo(limit) > 0 ? Optional.of(String.format(Locale.ROOT, format, values)) : Optional.empty();
    }

    /** Seconds with one digit after the point, rounded down. */
    public static String seconds(Duration duration) {
        long tenths = duration.toMillis() / 100;
        return tenths / 10 + "." + tenths % 10;
    }
}
