package dev.earshot.downloads;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What to do with a response, once its status and headers are there. Pure. */
final class ResponseRule {

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes\\s+(\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern SHA256 = Pattern.compile("(?:W/)?\"?([0-9a-fA-F]{64})\"?");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    /**
     * A request for some of a file.
     *
     * @param span      what is asked for
     * @param plain     without a Range header: the whole file is asked for
     * @param validator what is known of the file on the server, or null
     */
    record Asked(ByteRange span, long total, boolean plain, String validator) {
    }

    sealed interface Verdict permits Take, Again, RefuseResponse {
    }

    /** The body holds these bytes. {@code afresh}: it is the file from its beginning, and what was there before counts no more. */
    record Take(ByteRange span, boolean afresh) implements Verdict {
    }

    /**
     * This attempt came to nothing; another may.
     *
     * @param pause what the server asks for, or null
     */
    record Again(String why, Duration pause, Doubt doubt) implements Verdict {
    }

    /** What a response makes of the bytes that are there. */
    enum Doubt {
        NONE,
        /** The server does not agree about them: they are verified before it is asked again. */
        VERIFY,
        /** The server has another file now. */
        STALE
    }

    /** Asking again does not help. */
    record RefuseResponse(String why) implements Verdict {
    }

    private ResponseRule() {
    }

    /** @param header the value of a response header, or null; names in lower case */
    static Verdict judge(Asked asked, int status, Function<String, String> header, Instant now) {
        return switch (status) {
            case 200 -> whole(asked, header);
            case 206 -> part(asked, header);
            case 401, 403 -> new RefuseResponse("the server refuses access (" + status + "): if the file is not public, set HF_TOKEN to a token that may"
                    + " read it, and accept the model's terms on its page");
            case 404, 410 -> new RefuseResponse("the file is not at its address (" + status + "): the address in the catalogue is out of date, or the"
                    + " mirror does not have it");
            case 416 -> asked.plain ? new Again("the server finds fault with a range that was not asked for (416)", null, Doubt.NONE)
                    : new Again("the server says that it has no such range (416)", null, Doubt.VERIFY);
            case 408, 429 -> new Again("the server asks to come back later (" + status + ")", retryAfter(header.apply("retry-after"), now),
                    Doubt.NONE);
            default -> status >= 500 || status / 100 == 2
                    ? new Again("the server answers " + status, retryAfter(header.apply("retry-after"), now), Doubt.NONE)
                    : new RefuseResponse("the server answers " + status);
        };
    }

    /**
     * What Hugging Face says of a file on the way to it, compared with the catalogue.
     *
     * @return what is wrong, or null
     */
    static String outOfDate(Function<String, String> header, long total, String sha256) {
        Matcher digest = SHA256.matcher(text(header, "x-linked-etag"));
        String size = text(header, "x-linked-size");
        boolean other = digest.matches() && !digest.group(1).equalsIgnoreCase(sha256)
                || NUMBER.matcher(size).matches() && Long.parseLong(size) != total;
        return other ? "the catalogue is out of date: Hugging Face has another file there now" : null;
    }

    /** What If-Range may use of a response: a strong ETag, else the date of the last change; null where there is neither. */
    static String validator(Function<String, String> header) {
        String etag = text(header, "etag");
        return etag.startsWith("\"") ? etag : header.apply("last-modified");
    }

    /** Seconds or an HTTP date as a time from now, not negative; null where there is none that makes sense. */
    static Duration retryAfter(String value, Instant now) {
        if (value == null) {
            return null;
        }
        if (NUMBER.matcher(value.strip()).matches()) {
            return Duration.ofSeconds(Long.parseLong(value.strip()));
        }
        try {
            Duration until = Duration.between(now, ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Verdict whole(Asked asked, Function<String, String> header) {
        String wrong = encoded(header);
        if (wrong != null) {
            return new Again(wrong, null, Doubt.NONE);
        }
        String length = text(header, "content-length");
        if (NUMBER.matcher(length).matches() && Long.parseLong(length) != asked.total) {
            String sizes = "the file there has " + length + " bytes, and the catalogue says " + asked.total;
            return Long.parseLong(length) > asked.total ? new RefuseResponse(sizes) : new Again(sizes, null, Doubt.NONE);
        }
        return new Take(new ByteRange(0, asked.total), true);
    }

    private static Verdict part(Asked asked, Function<String, String> header) {
        String wrong = encoded(header);
        if (wrong != null) {
            return new Again(wrong, null, Doubt.NONE);
        }
        Matcher range = CONTENT_RANGE.matcher(text(header, "content-range"));
        if (asked.plain || !range.matches()) {
            return new Again("the server sends a part without saying which", null, Doubt.VERIFY);
        }
        long from = Long.parseLong(range.group(1));
        long to = Long.parseLong(range.group(2)) + 1;
        boolean sized = !range.group(3).equals("*");
        String length = text(header, "content-length");
        if (from != asked.span.from() || to <= from || to > asked.span.to() || sized && Long.parseLong(range.group(3)) != asked.total
                || NUMBER.matcher(length).matches() && Long.parseLong(length) != to - from) {
            return new Again("the server sends another part (" + range.group() + ") than was asked for", null, Doubt.VERIFY);
        }
        String validator = validator(header);
        if (asked.validator != null && asked.validator.startsWith("\"") && validator != null && validator.startsWith("\"")
                && !validator.equals(asked.validator)) {
            return new Again("the file on the server has changed", null, Doubt.STALE);
        }
        return new Take(new ByteRange(from, to), false);
    }

    private static String encoded(Function<String, String> header) {
        String encoding = text(header, "content-encoding").toLowerCase(Locale.ROOT);
        return encoding.isEmpty() || encoding.equals("identity") ? null
                : "the server sends the file in an encoding (" + encoding + ") that was not asked for";
    }

    private static String text(Function<String, String> header, String name) {
        String value = header.apply(name);
        return value == null ? "" : value.strip();
    }
}
