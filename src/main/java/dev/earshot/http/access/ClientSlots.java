package dev.earshot.http.access;

import java.util.HashMap;
import java.util.Map;

/**
 * A number of slots for all clients, of which one address gets at most three quarters unless another share is given, so that no client can
 * take them all. Behind a proxy all clients share one address. Event loop only.
 */
public final class ClientSlots {

    private final int total;
    private final int share;
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;

    public ClientSlots(int total) {
        this(total, total - total / 4);
    }

    /** @param share the most that one address gets */
    public ClientSlots(int total, int share) {
        this.total = total;
        this.share = share;
    }

    /** Acquires a slot for an address; false where none is left for it. */
    public boolean acquire(String address) {
        if (all >= total || of(address) >= share) {
            return false;
        }
        taken.merge(address, 1, Integer::sum);
        all++;
        return true;
    }

    /** Releases a slot that was acquired. */
    public void release(String address) {
        if (taken.merge(address, -1, Integer::sum) == 0) {
            taken.remove(address);
        }
        all--;
    }

    /** The number of slots that an address has. */
    public int of(String address) {
        return taken.getOrDefault(address, 0);
    }

    public int taken() {
        return all;
    }
}
