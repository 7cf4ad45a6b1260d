package dev.earshot.downloads;

/**
 * A stretch of a file.
 *
 * @param from its first byte, 0 or more
 * @param to   the byte after its last, more than {@code from}
 */
record ByteRange(long from, long to) {

    long length() {
        return to - from;
    }

    /** As HTTP's Range header writes it, of a file with so many bytes; open at the end where it reaches that. */
    String range(long total) {
        return "bytes=" + from + "-" + (to == total ? "" : to - 1);
    }
}
