package dev.earshot.models;

/**
 * Memory of a model's engine process, in bytes.
 *
 * @param idle resident while it waits
 * @param peak resident while it recognises a window, at most
 */
record Footprint(long idle, long peak) {

    static final double MB = 1e6;

    double peakMb() {
        return Math.round(peak / MB);
    }
}
