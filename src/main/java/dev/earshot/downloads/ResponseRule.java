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

/** Decides what to do with a response by its status and headers (RFC 9110). Pure. */
final class ResponseRule {

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes\\s+(\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern SHA256 = Pattern.compile("(?:W/)?\"?([0-9a-fA-F]{64})\"?");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    /**
     * A request for a range of a file.
     *
     * @param range     the bytes requested
     * @param total     bytes of the whole file
     * @param wholeFile whether it has no Range header
     * @param validator the value of If-Range, or null
     */
    record RangeRequest(ByteRange range, long total, boolean wholeFile, String validator) {
    }

    sealed interface Verdict permits AcceptBody, RetryAttempt, RejectResponse {
    }

    /**
     * Write the body.
     *
     * @param range     the bytes it holds
     * @param fromStart it begins with the first byte of the file, and bytes received before are to be discarded
     */
    record AcceptBody(ByteRange range, boolean fromStart) implements Verdict {
    }

    /**
     * This attempt failed, another may succeed.
     *
     * @param reason     for users, without a full stop
     * @param retryAfter the delay that the server asks for, or null
     */
    record RetryAttempt(String reason, Duration retryAfter, PartValidity partValidity) implements Verdict {
    }

    /** What a response says about the bytes received earlier. */
    enum PartValidity {
        UNAFFECTED,
        /** The server disagrees about them: they are verified before the next request. */
        DOUBTFUL,
        /** The file on the server has changed. */
        STALE
    }

    /** A retry cannot help. */
    record RejectResponse(String reason) implements Verdict {
    }

    private ResponseRule() {
    }

    /** @param header returns the value of a response header, or null; names in lower case */
    static Verdict evaluate(RangeRequest requested, int status, Function<String, String> header, Instant now) {
        return switch (status) {
            case 200 -> fullResponse(requested, header);
            case 206 -> partialResponse(requested, header);
            case 401, 403 -> new RejectResponse("the server denies access (" + status + "): if the file is not public, set HF_TOKEN to a token that may"
                    + " read it, and accept the model's terms on its web page");
            case 404, 410 -> new RejectResponse("the file was not found (" + status + "): the address in the catalogue is out of date, or the"
                    + " mirror does not have the file");
            case 416 -> requested.wholeFile ? new RetryAttempt("the server rejects a range that was not requested (416)", null, PartValidity.UNAFFECTED)
                    : new RetryAttempt("the server rejects the requested range (416)", null, PartValidity.DOUBTFUL);
            case 408, 429 -> new RetryAttempt("the server asks us to try again later (" + status + ")", retryAfter(header.apply("retry-after"), now),
                    PartValidity.UNAFFECTED);
            default -> status >= 500 || status / 100 == 2
                    ? new RetryAttempt("the server answers " + status, retryAfter(header.apply("retry-after"), now), PartValidity.UNAFFECTED)
                    : new RejectResponse("the server answers " + status);
        };
    }

    /**
     * Compares what Hugging Face says about a file in its redirect with the catalogue.
     *
     * @return what is wrong, or null
     */
    static String catalogMismatch(Function<String, String> header, long total, String sha256) {
        Matcher digest = SHA256.matcher(text(header, "x-linked-etag"));
        String size = text(header, "x-linked-size");
        boolean other = digest.matches() && !digest.group(1).equalsIgnoreCase(sha256)
                || NUMBER.matcher(size).matches() && Long.parseLong(size) != total;
        return other ? "the catalogue is out of date: the file on Hugging Face has changed" : null;
    }

    /** The value for If-Range: a strong ETag, else the date of the last change, else null. */
    static String validator(Function<String, String> header) {
        String etag = text(header, "etag");
        return etag.startsWith("\"") ? etag : header.apply("last-modified");
    }

    /** A Retry-After header, seconds or an HTTP date, as a duration of 0 or more; null if absent or malformed. */
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

    private static Verdict fullResponse(RangeRequest requested, Function<String, String> header) {
        String wrong = unexpectedEncoding(header);
        if (wrong != null) {
            return new RetryAttempt(wrong, null, PartValidity.UNAFFECTED);
        }
        String length = text(header, "content-length");
        if (NUMBER.matcher(length).matches() && Long.parseLong(length) != requested.total) {
            String sizes = "the server's file has " + length + " bytes, but the catalogue says " + requested.total;
            return Long.parseLong(length) > requested.total ? new RejectResponse(sizes) : new RetryAttempt(sizes, null, PartValidity.UNAFFECTED);
        }
        return new AcceptBody(new ByteRange(0, requested.total), true);
    }

    private static Verdict partialResponse(RangeRequest requested, Function<String, String> header) {
        String wrong = unexpectedEncoding(header);
        if (wrong != null) {
            return new RetryAttempt(wrong, null, PartValidity.UNAFFECTED);
        }
        Matcher range = CONTENT_RANGE.matcher(text(header, "content-range"));
        if (requested.wholeFile || !range.matches()) {
            return new RetryAttempt("the server sends a part of the file without saying which", null, PartValidity.DOUBTFUL);
        }
        long from = Long.parseLong(range.group(1));
        long to = Long.parseLong(range.group(2)) + 1;
        boolean sized = !range.group(3).equals("*");
        String length = text(header, "content-length");
        if (from != requested.range.from() || to <= from || to > requested.range.to() || sized && Long.parseLong(range.group(3)) != requested.total
                || NUMBER.matcher(length).matches() && Long.parseLong(length) != to - from) {
            return new RetryAttempt("the server sends another part of the file (" + range.group() + ") than was requested", null, PartValidity.DOUBTFUL);
        }
        String validator = validator(header);
        if (requested.validator != null && requested.validator.startsWith("\"") && validator != null && validator.startsWith("\"")
                && !validator.equals(requested.validator)) {
            return new RetryAttempt("the file on the server has changed", null, PartValidity.STALE);
        }
        return new AcceptBody(new ByteRange(from, to), false);
    }

    private static String unexpectedEncoding(Function<String, String> header) {
        String encoding = text(header, "content-encoding").toLowerCase(Locale.ROOT);
        return encoding.isEmpty() || encoding.equals("identity") ? null
                : "the server sends the file in an encoding (" + encoding + ") that was not requested";
    }

    private static String text(Function<String, String> header, String name) {
        String value = header.apply(name);
        return value == null ? "" : value.strip();
    }
}
