package dev.earshot.downloads;

import dev.earshot.config.Config;

import java.time.Duration;

/**
 * Times and sizes of transfers; tests have shorter ones.
 *
 * @param backoff        the wait after a first failure
 * @param longestBackoff what it grows to
 * @param longestAsked   the longest Retry-After that is honoured
 * @param stall          how long a server may send nothing
 * @param leastTime      in this time ...
 * @param leastBytes     ... it must send so many bytes; less is as good as nothing
 * @param blockBytes     bytes that are written at once
 * @param pieceBytes     bytes with a checksum of their own: what one damaged byte on disk costs
 * @param saveEvery      how often the state is written: what a kill costs
 */
record TransferLimits(Duration backoff, Duration longestBackoff, Duration longestAsked, Duration stall, Duration leastTime, int leastBytes, int blockBytes,
        int pieceBytes,
              Duration saveEvery) {

    static TransferLimits of(Config.Downloads config) {
        return new TransferLimits(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofSeconds(config.stallSeconds()),
                Duration.ofMinutes(1), 16 << 10,
                1 << 20, 4 << 20, Duration.ofMillis(500));
    }
}
