package dev.earshot.format;

/**
 * Resident memory of an engine process.
 *
 * @param idleMb   with the model loaded, in MB (10^6 bytes)
 * @param memoryMb at most, while it recognises 30 s
 */
public record MemoryEstimate(int idleMb, int memoryMb) {

    public static final double MB = 1e6;

    /** {@link #idleMb} in bytes. */
    public long idle() {
        return Math.round(idleMb * MB);
    }

    /** {@link #memoryMb} in bytes. */
    public long peak() {
        return Math.round(memoryMb * MB);
    }
}
