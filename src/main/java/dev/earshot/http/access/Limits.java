package dev.earshot.http.access;

import java.time.Duration;

/**
 * What all clients together may use. Fixed, not configured: far above what a service of this kind needs, far below
 * what harms its machine.
 *
 * @param connections open at once
 * @param unadmitted   of these, from one address, on which no request has been admitted yet
 * @param uploads     received at once; a quarter of a MB of memory each, at most, beside what they write
 * @param listeners   clients of the event bus' bridge at once; half a MB each, at most, where they do not read
 * @param firstRequest how long a connection may be open before its first admitted request, an upload may take to its first
 *                    byte, and a listener may take to close
 * @param idle        how long a connection may be open without a further request, a request without a file may take to arrive, and a
 *                    client may take to read an answer
 * @param stall       how long an upload may make next to no progress
 * @param silence     how long a listener may send nothing; browsers let a page in the background act once a minute
 */
public record Limits(int connections, int unadmitted, int uploads, int listeners, Duration firstRequest, Duration idle, Duration stall, Duration silence) {

    public static final Limits STANDARD = new Limits(1000, 250, 256, 64, Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(1),
            Duration.ofSeconds(150));

    /** The same with other counts; an address may have all of the connections. */
    public Limits atOnce(int newConnections, int newUploads, int newListeners) {
        return new Limits(newConnections, newConnections, newUploads, newListeners, firstRequest, idle, stall, silence);
    }

    /** The same with other times. */
    public Limits within(Duration newFirstRequest, Duration newIdle, Duration newStall, Duration newSilence) {
        return new Limits(connections, unadmitted, uploads, listeners, newFirstRequest, newIdle, newStall, newSilence);
    }

    /** Frames of any kind that a listener may send in {@link #SOCKET_TIME}; the dashboard sends ten when it opens and two a minute. */
    public static final int SOCKET_FRAMES = 200;
    public static final Duration SOCKET_TIME = Duration.ofSeconds(10);

    /** Bytes of a request's first line: method, path and query. */
    public static final int REQUEST_LINE = 4096;
    /** Bytes of all headers of a request; on localhost browsers send the cookies of every service there. */
    public static final int HEADERS = 16_384;
    /** Bytes of a field in a form: a prompt of 4000 characters in any script, and some more. */
    public static final int FORM_FIELD = 32_768;
    public static final int FORM_FIELDS = 32;
    /** Bytes of a form beside its file; what the decoder has not taken yet counts too, which is tens of KB. */
    public static final int FORM = 262_144;
    /** Bytes of a body that are taken at once: each piece of an upload is a write of its own. */
    public static final int PIECE = 65_536;
    /** Bytes of a JSON body. */
    public static final int JSON_BODY = 65_536;
    /** Bytes of a message to the event bus' bridge; those from it are sent in pieces of that size. */
    public static final int SOCKET_MESSAGE = 16_384;
    /** Bytes that uploads leave free on the disk, for the database that lies there too. */
    public static final long DISK_RESERVE = 256_000_000L;
}
