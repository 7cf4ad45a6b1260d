package dev.earshot.metrics;

import dev.earshot.bus.Address;
import dev.earshot.bus.Empty;

/** What the metrics module is asked. It is not there where {@code http.metrics} is off. */
public final class MetricsMessages {

    /** Everything that was counted since the node started, and how things stand now. */
    public static final Address<Empty, Scrape> SCRAPE = Address.json("earshot.metrics.<node>.scrape", Empty.class, Scrape.class);

    private MetricsMessages() {
    }

    /** @param text in Prometheus' text format 0.0.4 */
    public record Scrape(String text) {
    }
}
