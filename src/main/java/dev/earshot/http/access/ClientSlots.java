package dev.earshot.http.access;

import java.util.HashMap;
import java.util.Map;

/**
 * So many places for all clients, of which one address gets three quarters at most unless another share is given: whoever takes as many as he can leaves some to the
 * others. Behind a proxy all clients have one address, which then is that of nearly everybody. Event loop only.
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

    /** Takes a place for an address; false where it gets none. */
    public boolean take(String address) {
        if (all >= total || of(address) >= share) {
            return false;
        }
        taken.merge(address, 1, Integer::sum);
        all++;
        return true;
    }

    /** Gives back a place that was taken. */
    public void leave(String address) {
        if (taken.merge(address, -1, Integer::sum) == 0) {
            taken.remove(address);
        }
        all--;
    }

    /** How many places an address has. */
    public int of(String address) {
        return taken.getOrDefault(address, 0);
    }

    public int taken() {
        return all;
    }
}
