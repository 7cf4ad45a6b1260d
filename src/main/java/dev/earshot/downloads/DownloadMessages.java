package dev.earshot.downloads;

import dev.earshot.bus.Address;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Topic;

import java.time.Instant;

/**
 * Requests to the downloads module, and its events. While a file is being downloaded its bytes are in {@code <file>.part}, and
 * {@code <file>.part.json} says which of them have been received; both are gone once the file, verified, has its own name.
 */
public final class DownloadMessages {

    /**
     * Downloads a file; answered when it is complete, verified and flushed to disk. There is no time limit: send this with a timeout
     * of days. A file that exists and has the right digest is answered immediately; requests for a file that is already being downloaded
     * share one transfer. Bytes of earlier attempts are not downloaded again. Fails with {@code download-failed}, with
     * {@code cancelled} after a {@link #STOP}, with {@code unavailable} when the service stops, or with {@code bad-request}.
     */
    public static final Address<Fetch, Fetched> FETCH =
            Address.json("earshot.downloads.<node>.fetch", Fetch.class, Fetched.class);

    /**
     * Stops a transfer and keeps the received bytes for the next {@link #FETCH}; all who wait for it get {@code cancelled}.
     * Answered when its files are closed, and also if there is no such transfer.
     */
    public static final Address<Stop, Empty> STOP =
            Address.json("earshot.downloads.<node>.stop", Stop.class, Empty.class);

    /** Removes the received bytes of a file; fails with {@code bad-request} while it is being downloaded. */
    public static final Address<Discard, Empty> DISCARD =
            Address.json("earshot.downloads.<node>.discard", Discard.class, Empty.class);

    /** How far a transfer is: published when it starts, when it ends for whatever reason, and in between at most 10 times a second. */
    public static final Topic<FetchProgress> PROGRESS = new Topic<>("earshot.downloads.progress", FetchProgress.class);

    /**
     * A file is complete, has its final name, and its SHA-256 was checked, so that whoever uses it need not check that again. Published
     * before {@link #FETCH} is answered.
     */
    public static final Topic<FileVerified> VERIFIED = new Topic<>("earshot.downloads.verified", FileVerified.class);

    private DownloadMessages() {
    }

    /**
     * @param id     the caller's name for the transfer, for {@link #STOP} and {@link #PROGRESS}
     * @param url    http or https
     * @param file   the destination, an absolute path on the node's own disk; its folder is created
     * @param bytes  its size, 1 or more
     * @param sha256 its digest, 64 hexadecimal digits
     */
    public record Fetch(String id, String url, String file, long bytes, String sha256) {
    }

    /**
     * @param bytes   the file's size
     * @param resumed whether some of its bytes are from an earlier attempt
     */
    public record Fetched(long bytes, boolean resumed) {
    }

    /**
     * @param file     as in {@link Fetch}
     * @param modified its modification time, to the millisecond: as long as time and size are the same, the file is the one verified
     */
    public record FileVerified(String node, String file, long bytes, Instant modified, String sha256) {
    }

    /** @param id as in {@link Fetch}; the id of any request that shares the transfer stops it for all of them */
    public record Stop(String id) {
    }

    /** @param file as in {@link Fetch} */
    public record Discard(String file) {
    }

    /**
     * @param id             of the {@link Fetch} that started the transfer
     * @param file           as in {@link Fetch}
     * @param received       bytes received, including those of earlier attempts; 0 to {@code total}
     * @param total          bytes of the file
     * @param bytesPerSecond over the last 5 seconds; absent until it can be measured
     * @param secondsLeft    at that speed; absent if unknown
     */
    public record FetchProgress(String id, String file, long received, long total, Double bytesPerSecond, Double secondsLeft) {
    }
}
