package dev.earshot.engine;

import java.util.Objects;

/**
 * How much the process of a model may hold resident; looked at after windows, never in one. A process above it is restarted. If
 * the one that took its place is above it after its first window too, the model itself needs more than that, and restarting it
 * would only cost time at each window: the limit is then taken to be 1.5 times what that process holds and {@link #FREED_BYTES}, which leaves it
 * headroom and still catches one that grows. So a limit that is too low costs one restart. Belongs to the engine's thread.
 */
final class MemoryLimit {

    /** Resident bytes of a process, or null where unknown. */
    interface Probe {
        Long resident(long pid);
    }

    /**
     * @param restart whether the process is to be restarted; else its limit was raised
     * @param reason in words and numbers
     */
    record Outgrown(boolean restart, String reason) {
    }

    /** What malloc may keep of memory that windows have freed, until the process is idle and returns it: 40 to 60 MB were measured. */
    static final long FREED_BYTES = 64_000_000;

    private final Probe probe;
    private Long asked;
    private Long bytes;
    private boolean renewed;

    /** @param bytes null for no limit */
    MemoryLimit(Long bytes, Probe probe) {
        this.probe = probe;
        this.asked = bytes;
        this.bytes = bytes;
    }

    /** Another limit, or null for none; the same one again leaves it as it was raised. */
    void set(Long wanted) {
        if (!Objects.equals(wanted, asked)) {
            asked = wanted;
            bytes = wanted;
            renewed = false;
        }
    }

    /** Looks at a process that has done a window since it was looked at last; null where all is well or nobody can tell. */
    Outgrown check(long pid) {
        Long held = bytes == null ? null : probe.resident(pid);
        if (held == null) {
            return null;
        }
        if (held <= bytes) {
            renewed = false;
            return null;
        }
        String found = "holds " + megabytes(held) + ", its limit is " + megabytes(bytes);
        renewed = !renewed;
        if (renewed) {
            return new Outgrown(true, found + "; it is restarted");
        }
        bytes = held + held / 2 + FREED_BYTES;
        return new Outgrown(false, found + ", and a fresh process needs that much; from now on its limit is " + megabytes(bytes));
    }

    private static String megabytes(long bytes) {
        return Math.round(bytes / 1e6) + " MB";
    }
}
