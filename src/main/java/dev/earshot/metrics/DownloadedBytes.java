package dev.earshot.metrics;

import dev.earshot.downloads.DownloadMessages.FetchProgress;

import java.util.LinkedHashMap;
import java.util.Map;

/** Bytes downloaded, from the progress of each transfer: only those since its first event. One thread at a time. */
final class DownloadedBytes {

    private static final int MOST = 64;

    private final Meter bytes;
    private final Map<String, Long> received = new LinkedHashMap<>();

    DownloadedBytes(Meter bytes) {
        this.bytes = bytes;
    }

    void progressed(FetchProgress progress) {
        Long before = received.remove(progress.id());
        received.put(progress.id(), progress.received());
        if (received.size() > MOST) {
            received.remove(received.keySet().iterator().next());
        }
        // Less than before is what was damaged and is fetched once more.
        bytes.add(before == null ? 0 : Math.max(0, progress.received() - before));
    }
}
