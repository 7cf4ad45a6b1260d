package dev.earshot.downloads;

import dev.earshot.bus.Bus;
import dev.earshot.downloads.DownloadMessages.Fetch;
import dev.earshot.downloads.DownloadMessages.FetchProgress;

import java.time.Clock;

/** Counts what has arrived and publishes it, not too often. For one event loop. */
final class TransferMeter {

    private final Bus bus;
    private final Clock clock;
    private final Fetch fetch;
    private final ProgressRate rate = new ProgressRate();
    private long held;

    TransferMeter(Bus bus, Clock clock, Fetch fetch) {
        this.bus = bus;
        this.clock = clock;
        this.fetch = fetch;
    }

    long held() {
        return held;
    }

    void add(long bytes) {
        at(held + bytes);
    }

    void at(long bytes) {
        held = bytes;
        if (rate.due(clock.millis(), held)) {
            publish();
        }
    }

    /** Published even where the last event was a moment ago. */
    void last(long bytes) {
        held = bytes;
        rate.due(clock.millis(), held);
        publish();
    }

    private void publish() {
        bus.publish(DownloadMessages.PROGRESS, new FetchProgress(fetch.id(), fetch.file(), held, fetch.bytes(), rate.bytesPerSecond(),
                rate.secondsFor(fetch.bytes() - held)));
    }
}
