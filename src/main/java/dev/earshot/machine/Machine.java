package dev.earshot.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Asks the operating system. Every method reads again, takes well below a millisecond on Linux, and may be called by any thread. */
public interface Machine {

    /**
     * In bytes; of the container where that has a limit.
     *
     * @param total     1 or more
     * @param available bytes available without swapping
     * @param container whether it is a container's limit that counts
     */
    record MemoryCounters(long total, long available, long swapTotal, long swapUsed, boolean container) {
    }

    /**
     * Counters that only grow; what matters is the difference of two.
     *
     * @param busy  time that all processors worked together, in nanoseconds
     * @param total time that all of them had
     * @param group the part of a container that has a limit, or null
     */
    record Processor(long busy, long total, Group group) {
    }

    /**
     * @param used  processor time of the container's processes, in nanoseconds
     * @param cores that it may use at once, more than 0
     */
    record Group(long used, double cores) {
    }

    /**
     * What a process uses.
     *
     * @param resident  bytes in memory
     * @param exclusive of it, what belongs to this process alone and is in no file; null where that is unknown
     * @param virtual   address space in bytes
     * @param processor time used so far, in nanoseconds
     */
    record Process(long resident, Long exclusive, long virtual, long processor) {
    }

    MemoryCounters memory();

    Processor processor();

    /** This process. */
    Process self();

    /** Another process; empty where it is gone or cannot be seen, as in a sandbox with the /proc of another process namespace. */
    Optional<Process> process(long pid);

    /** Whether a process is there but halted by a signal (SIGSTOP) or a debugger; false where that is unknown. */
    default boolean stopped(long pid) {
        return false;
    }

    /** The machine that this runs on. On Linux a few small files tell; OSHI, which knows them all, is for the others. */
    static Machine here() {
        return Files.isReadable(Path.of("/proc/meminfo")) ? new LinuxMachine(Path.of("/")) : new OshiMachine();
    }
}
