package dev.earshot.downloads;

import dev.earshot.bus.Address;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Topic;

import java.time.Instant;

/**
 * Requests to the downloads module, and its events. A file being fetched is {@code <file>.part}, and {@code <file>.part.json} says which of its
 * bytes are good; both go away when it lies complete and verified under its own name.
 */
public final class DownloadMessages {

    /**
     * Fetches a file; answered when it is complete, verified and safe on disk. That takes as long as it takes: ask with a timeout
     * of days. A file that is there and right is answered at once; who asks for one that is on its way waits for the same
     * transfer. What an earlier attempt has brought is not fetched again. Fails with {@code download-failed}, with
     * {@code cancelled} after a {@link #STOP}, with {@code unavailable} when the service ends, or with {@code bad-request}.
     */
    public static final Address<Fetch, Fetched> FETCH =
            Address.json("earshot.downloads.<node>.fetch", Fetch.class, Fetched.class);

    /**
     * Ends a transfer and keeps what has arrived for the next {@link #FETCH}; everybody who waits for it gets {@code cancelled}.
     * Answered when its files are closed; that there is no such transfer is no error.
     */
    public static final Address<Stop, Empty> STOP =
            Address.json("earshot.downloads.<node>.stop", Stop.class, Empty.class);

    /** Removes what has arrived of a file; fails with {@code bad-request} while that is being fetched. */
    public static final Address<Discard, Empty> DISCARD =
            Address.json("earshot.downloads.<node>.discard", Discard.class, Empty.class);

    /** How far a transfer is: when it starts, when it ends in whatever way, and between at most 10 times a second. */
    public static final Topic<FetchProgress> PROGRESS = new Topic<>("earshot.downloads.progress", FetchProgress.class);

    /**
     * A file is complete, has its name, and was found to have its SHA-256: whoever uses it need not read it for that. Published before
     * {@link #FETCH} answers.
     */
    public static final Topic<FileVerified> VERIFIED = new Topic<>("earshot.downloads.verified", FileVerified.class);

    private DownloadMessages() {
    }

    /**
     * @param id     the caller's name for the transfer, for {@link #STOP} and {@link #PROGRESS}
     * @param url    http or https
     * @param file   where the file is to lie, an absolute path on the node's own disk; its folder is made
     * @param bytes  its size, 1 or more
     * @param sha256 its digest, 64 hexadecimal digits
     */
    public record Fetch(String id, String url, String file, long bytes, String sha256) {
    }

    /**
     * @param bytes   the file's size
     * @param resumed whether some of it was there from an earlier attempt
     */
    public record Fetched(long bytes, boolean resumed) {
    }

    /**
     * @param file     as in {@link Fetch}
     * @param modified when it was last written to, in milliseconds: while it has that time and size, it is what was verified
     */
    public record FileVerified(String node, String file, long bytes, Instant modified, String sha256) {
    }

    /** @param id as in {@link Fetch}; that of anybody who waits for the transfer ends it for all */
    public record Stop(String id) {
    }

    /** @param file as in {@link Fetch} */
    public record Discard(String file) {
    }

    /**
     * @param id             of the {@link Fetch} that began the transfer
     * @param file           as in {@link Fetch}
     * @param received       bytes that are there, those of earlier attempts included; 0 to {@code total}
     * @param total          bytes of the file
     * @param bytesPerSecond over the last seconds; absent until there is something to measure
     * @param secondsLeft    at that speed; absent where it is not known
     */
    public record FetchProgress(String id, String file, long received, long total, Double bytesPerSecond, Double secondsLeft) {
    }
}
