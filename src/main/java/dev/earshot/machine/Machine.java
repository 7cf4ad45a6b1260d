package dev.earshot.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads figures from the operating system. No method caches; each takes well below a millisecond on Linux. Thread-safe. */
public interface Machine {

    /**
     * In bytes; those of the container if it has a limit.
     *
     * @param total     1 or more
     * @param available bytes available without swapping
     * @param container whether these are the figures of a container with a memory limit
     */
    record MemoryCounters(long total, long available, long swapTotal, long swapUsed, boolean container) {
    }

    /**
     * Counters that only grow; use the difference of two readings.
     *
     * @param busy  busy time of all processors together, in nanoseconds
     * @param total busy and idle time of all processors together, in nanoseconds
     * @param group the container's counters if it has a limit, or null
     */
    record Processor(long busy, long total, Group group) {
    }

    /**
     * @param used  processor time of the container's processes, in nanoseconds
     * @param cores the number it may use at once, more than 0, not always whole
     */
    record Group(long used, double cores) {
    }

    /**
     * Resources used by a process.
     *
     * @param resident  bytes in memory
     * @param exclusive the part of it that is neither shared nor backed by a file; null if unknown
     * @param virtual   address space in bytes
     * @param processor time used so far, in nanoseconds
     */
    record Process(long resident, Long exclusive, long virtual, long processor) {
    }

    MemoryCounters memory();

    Processor processor();

    /** This process. */
    Process self();

    /** Another process; empty if it has ended or is invisible, as in a sandbox with the /proc of another process namespace. */
    Optional<Process> process(long pid);

    /** Whether a process is stopped by a signal (SIGSTOP) or a debugger; false if unknown. */
    default boolean stopped(long pid) {
        return false;
    }

    /** This machine. Linux is read from a few small files; OSHI, which is larger, serves the other systems. */
    static Machine here() {
        return Files.isReadable(Path.of("/proc/meminfo")) ? new LinuxMachine(Path.of("/")) : new OshiMachine();
    }
}
