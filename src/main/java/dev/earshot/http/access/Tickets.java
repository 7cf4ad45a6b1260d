package dev.earshot.http.access;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One-time tickets for browsers, which cannot send a key with a WebSocket: a ticket is issued to whoever has the key, and expires soon.
 * Event loop only.
 */
public final class Tickets {

    static final Duration LIFE = Duration.ofSeconds(30);
    /** Kept at once; of more the oldest goes. */
    static final int MOST = 1000;
    /** Random bytes of a ticket. */
    private static final int BYTES = 24;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    /** When each ends, the oldest first, by digests: so the time of a lookup reveals nothing about the tickets. */
    private final Map<String, Instant> ends = new LinkedHashMap<>();

    public Tickets(Clock clock) {
        this.clock = clock;
    }

    /** @param seconds until it expires */
    record Ticket(String ticket, long seconds) {
    }

    public Ticket issue() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String ticket = HexFormat.of().formatHex(bytes);
        ends.put(digest(ticket), clock.instant().plus(LIFE));
        if (ends.size() > MOST) {
            Iterator<String> oldest = ends.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        return new Ticket(ticket, LIFE.toSeconds());
    }

    /** Uses a ticket up; false where it was used, has expired, or never was one. */
    boolean take(String ticket) {
        Instant end = ends.remove(digest(ticket));
        return end != null && clock.instant().isBefore(end);
    }

    private static String digest(String ticket) {
        return HexFormat.of().formatHex(SmallDigests.sha256(ticket.getBytes(StandardCharsets.UTF_8)));
    }
}
