package dev.earshot.metrics;

import io.vertx.core.spi.metrics.EventBusMetrics;

/** Counts messages by the address they went to: Earshot's own ones, not those that a reply comes to, which are new every time. */
final class BusMeters implements EventBusMetrics<String> {

    private static final String OURS = "earshot.";

    private final Meters meters;
    private final String node;

    BusMeters(Meters meters, String node) {
        this.meters = meters;
        this.node = node;
    }

    /** @return the address as the address table writes it, or null for one that is not counted */
    @Override
    public String handlerRegistered(String address) {
        if (!address.startsWith(OURS)) {
            return null;
        }
        String name = address.replace("." + node + ".", ".<node>.");
        meters.busHandlers.add(1, name);
        return name;
    }

    @Override
    public void handlerUnregistered(String address) {
        if (address != null) {
            meters.busHandlers.add(-1, address);
        }
    }

    @Override
    public void messageDelivered(String address, boolean local) {
        if (address != null) {
            meters.busDelivered.add(1, address);
        }
    }
}
