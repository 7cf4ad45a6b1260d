package dev.earshot.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The byte range of a file that a client requests.
 *
 * @param part whether it asked for a part; a part may be all of it
 */
record RequestedRange(long from, long length, boolean part) {

    private static final Pattern FORM = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * What a {@code Range} header means. More than one range, and what is no range, is answered with the whole, as RFC 9110 allows.
     *
     * @param header null for none
     * @return null where no byte of it exists
     */
    static RequestedRange of(String header, long bytes) {
        Matcher parts = FORM.matcher(header == null ? "" : header.strip());
        if (!parts.matches() || parts.group(1).isEmpty() && parts.group(2).isEmpty()) {
            return new RequestedRange(0, bytes, false);
        }
        if (parts.group(1).isEmpty()) {
            long last = Math.min(bytes, Long.parseLong(parts.group(2)));
            return last == 0 ? null : new RequestedRange(bytes - last, last, true);
        }
        long from = Long.parseLong(parts.group(1));
        long to = parts.group(2).isEmpty() ? bytes - 1 : Math.min(bytes - 1, Long.parseLong(parts.group(2)));
        if (!parts.group(2).isEmpty() && Long.parseLong(parts.group(2)) < from) {
            return new RequestedRange(0, bytes, false);
        }
        return from >= bytes ? null : new RequestedRange(from, to - from + 1, true);
    }
}
