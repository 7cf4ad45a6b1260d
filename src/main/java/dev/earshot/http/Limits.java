package dev.earshot.http;

import java.time.Duration;

/**
 * What all clients together may take. They are chosen, not configured: far above what a service of this kind needs, far below
 * what hurts its machine.
 *
 * @param connections open at once
 * @param uploads     received at once; a quarter of a MB of memory each, at most, beside what they write
 * @param listeners   clients of the event bus' bridge at once; half a MB each, at most, where they do not read
 * @param quiet       how long a connection may be open without a request, and a request without a file may take to arrive; a
 *                    client has as long to take an answer
 */
record Limits(int connections, int uploads, int listeners, Duration quiet) {

    static final Limits STANDARD = new Limits(1000, 256, 64, Duration.ofMinutes(1));

    /** Bytes of a request's first line: method, path and query. */
    static final int REQUEST_LINE = 4096;
    /** Bytes of all headers of a request; on localhost browsers send the cookies of every service there. */
    static final int HEADERS = 16_384;
    /** Bytes of a field in a form: a prompt of 4000 characters in any script, and then some. */
    static final int FORM_FIELD = 32_768;
    static final int FORM_FIELDS = 32;
    /** Bytes of a form beside its file; what the decoder has not taken yet counts too, which is tens of KB. */
    static final int FORM = 262_144;
    /** Bytes of a JSON body. */
    static final int JSON_BODY = 65_536;
    /** Bytes of a message to the event bus' bridge; those from it are sent in pieces of that size. */
    static final int SOCKET_MESSAGE = 16_384;
    /** Bytes that uploads leave free on the disk, for the database that lies there too. */
    static final long DISK_RESERVE = 256_000_000L;
}
