package dev.earshot.downloads;

/**
 * A range of bytes of a file.
 *
 * @param from its first byte, 0 or more
 * @param to   the byte after its last, more than {@code from}
 */
record ByteRange(long from, long to) {

    long length() {
        return to - from;
    }

    /** The value of HTTP's Range header (RFC 9110), without an end if the range reaches the end of a file of {@code total} bytes. */
    String headerValue(long total) {
        return "bytes=" + from + "-" + (to == total ? "" : to - 1);
    }
}
