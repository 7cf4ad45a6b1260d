package dev.earshot.downloads;

import dev.earshot.config.Config;

import java.time.Duration;

/**
 * Times and sizes of transfers; tests use shorter ones.
 *
 * @param backoff           the wait after the first failure
 * @param maxBackoff        the longest wait, however many failures
 * @param maxRetryAfter     the longest Retry-After that is honoured
 * @param stallTimeout      how long a server may send nothing
 * @param rateWindow        the time in which it must send {@code minBytesPerWindow}
 * @param minBytesPerWindow fewer bytes than this count as a stall
 * @param blockBytes        bytes per write
 * @param pieceBytes        bytes with a checksum of their own: what has to be downloaded again for one damaged byte
 * @param saveInterval      how often the state file is written: what a kill loses
 */
record TransferLimits(Duration backoff, Duration maxBackoff, Duration maxRetryAfter, Duration stallTimeout, Duration rateWindow, int minBytesPerWindow,
        int blockBytes, int pieceBytes, Duration saveInterval) {

    static TransferLimits of(Config.Downloads config) {
        return new TransferLimits(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofSeconds(config.stallSeconds()),
                Duration.ofMinutes(1), 16 << 10, 1 << 20, 4 << 20, Duration.ofMillis(500));
    }
}
