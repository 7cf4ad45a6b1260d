package dev.earshot.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as users read them. Pure. */
final class TimeText {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ROOT);
    private static final DateTimeFormatter YEAR = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ROOT);

    private TimeText() {
    }

    /** {@code in 4 min}, {@code 12 s ago}, {@code now}. */
    static String relative(Instant at, Instant now) {
        Duration between = Duration.between(now, at);
        long seconds = between.abs().toSeconds();
        String length = seconds < 60 ? seconds + " s" : seconds < 3600 ? Math.round(seconds / 60.0) + " min"
                : seconds < 86_400 ? hours(seconds) : Math.round(seconds / 86_400.0) + " d";
        return seconds == 0 ? "now" : between.isNegative() ? length + " ago" : "in " + length;
    }

    /** {@code 14:05} of today, else {@code 21 Nov 14:05}, else {@code 21 Nov 2025}. */
    static String date(Instant at, Instant now, ZoneId zone) {
        ZonedDateTime then = at.atZone(zone);
        LocalDate today = now.atZone(zone).toLocalDate();
        return then.format(then.toLocalDate().equals(today) ? CLOCK : then.getYear() == today.getYear() ? DAY : YEAR);
    }

    private static String hours(long seconds) {
        long minutes = Math.round(seconds / 60.0);
        return minutes / 60 + " h" + (minutes % 60 == 0 || minutes >= 600 ? "" : " " + minutes % 60 + " min");
    }
}
