package dev.earshot.downloads;

import dev.earshot.bus.Bus;
import dev.earshot.downloads.DownloadMessages.Fetch;
import dev.earshot.downloads.DownloadMessages.FetchProgress;

import java.time.Clock;

/** Counts received bytes and publishes the progress at a limited rate. For one event loop. */
final class TransferMeter {

    private final Bus bus;
    private final Clock clock;
    private final Fetch fetch;
    private final ProgressRate rate = new ProgressRate();
    private long receivedBytes;

    TransferMeter(Bus bus, Clock clock, Fetch fetch) {
        this.bus = bus;
        this.clock = clock;
        this.fetch = fetch;
    }

    long receivedBytes() {
        return receivedBytes;
    }

    void add(long bytes) {
        update(receivedBytes + bytes);
    }

    void update(long bytes) {
        receivedBytes = bytes;
        if (rate.add(clock.millis(), receivedBytes)) {
            publish();
        }
    }

    /** Publishes whatever the rate limit. */
    void publishFinal(long bytes) {
        receivedBytes = bytes;
        rate.add(clock.millis(), receivedBytes);
        publish();
    }

    private void publish() {
        bus.publish(DownloadMessages.PROGRESS, new FetchProgress(fetch.id(), fetch.file(), receivedBytes, fetch.bytes(), rate.bytesPerSecond(),
                rate.secondsUntil(fetch.bytes() - receivedBytes)));
    }
}
