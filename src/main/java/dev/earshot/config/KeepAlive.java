package dev.earshot.config;

import dev.earshot.bus.Fault;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a model stays after its last request, with the meaning that Ollama gives to {@code keep_alive} (api/types.go): a Go
 * duration ({@code 5m}, {@code 1h30m}), a number of seconds, 0 for not at all, anything negative for good.
 *
 * @param time zero or more; {@link #FOR_GOOD} for no end
 */
public record KeepAlive(Duration time) {

    public static final KeepAlive FOR_GOOD = new KeepAlive(Duration.ofSeconds(Long.MAX_VALUE));
    private static final KeepAlive AUTO = new KeepAlive(Duration.ofMinutes(5));
    private static final KeepAlive NOT_AT_ALL = new KeepAlive(Duration.ZERO);

    /** Characters; the patterns below cost stack for each. */
    private static final int LONGEST = 64;
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)");
    private static final Pattern DURATION = Pattern.compile("([+-]?)((?:(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:ns|us|µs|μs|ms|s|m|h))+)");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of("ns", 1L, "us", 1_000L, "µs", 1_000L, "μs", 1_000L, "ms", 1_000_000L,
            "s", 1_000_000_000L, "m", 60_000_000_000L, "h", 3_600_000_000_000L);

    /** @throws Fault {@code bad-request} where the text is neither a duration nor a number */
    public static KeepAlive parse(String text) {
        if (text.length() > LONGEST) {
            throw Fault.badRequest("keep_alive must be shorter than " + LONGEST + " characters.");
        }
        String wanted = text.strip();
        Matcher duration = DURATION.matcher(wanted);
        BigDecimal nanos;
        if (NUMBER.matcher(wanted).matches()) {
            nanos = new BigDecimal(wanted).movePointRight(9);
        } else if (duration.matches()) {
            nanos = sum(duration.group(2));
            nanos = duration.group(1).equals("-") ? nanos.negate() : nanos;
        } else {
            throw Fault.badRequest("keep_alive must be a duration (5m, 1h30m, 10s), a number of seconds (300), 0 to unload at once, or"
                    + " negative to keep the model, not '" + text + "'.");
        }
        if (nanos.signum() < 0 || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            return FOR_GOOD;
        }
        return new KeepAlive(Duration.ofNanos(nanos.longValue()));
    }

    /** What a strategy means where a request says nothing. */
    public static KeepAlive of(Config.Models config) {
        return switch (config.strategy()) {
            case AUTO -> AUTO;
            case ALWAYS -> FOR_GOOD;
            case IMMEDIATE -> NOT_AT_ALL;
            case CUSTOM -> parse(config.keepAlive());
        };
    }

    /** The longest that a request may ask for; {@link #FOR_GOOD} where nothing is configured. */
    public static KeepAlive longest(Config.Models config) {
        return config.keepAliveMax().isBlank() ? FOR_GOOD : parse(config.keepAliveMax());
    }

    /** The shorter one of this and another. */
    public KeepAlive atMost(KeepAlive longest) {
        return time.compareTo(longest.time) > 0 ? longest : this;
    }

    public boolean forGood() {
        return equals(FOR_GOOD);
    }

    /** As people write it: {@code 5 min}, {@code 1 h 30 min}. */
    public String words() {
        if (forGood()) {
            return "for good";
        }
        if (time.isZero()) {
            return "0 s";
        }
        StringBuilder text = new StringBuilder();
        append(text, time.toHours(), "h");
        append(text, time.toMinutesPart(), "min");
        double seconds = time.toSecondsPart() + time.toMillisPart() / 1000.0;
        if (seconds > 0) {
            text.append(text.length() == 0 ? "" : " ").append(String.format(Locale.ROOT, seconds % 1 == 0 ? "%.0f" : "%.1f", seconds)).append(" s");
        }
        return text.toString();
    }

    private static void append(StringBuilder text, long value, String unit) {
        if (value > 0) {
            text.append(text.length() == 0 ? "" : " ").append(value).append(' ').append(unit);
        }
    }

    private static BigDecimal sum(String parts) {
        BigDecimal nanos = BigDecimal.ZERO;
        for (Matcher part = PART.matcher(parts); part.find(); ) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(NANOS.get(part.group(2)))));
        }
        return nanos;
    }
}
