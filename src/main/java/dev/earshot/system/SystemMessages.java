package dev.earshot.system;

import dev.earshot.bus.Address;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Topic;

import java.time.Instant;
import java.util.List;

/** Requests to the system module, and its events. GB and MB are 10^9 and 10^6 bytes; percents run from 0 to 100. */
public final class SystemMessages {

    /** Memory and processor as they are now. */
    public static final Address<Empty, SystemReading> READ = Address.json("earshot.system.<node>.read", Empty.class, SystemReading.class);

    /** The samples of the last 15 minutes. */
    public static final Address<Empty, SystemHistory> HISTORY = Address.json("earshot.system.<node>.history", Empty.class, SystemHistory.class);

    /** The same as the answer to {@link #READ}, every {@code system.sample_seconds} and whenever the level changes. */
    public static final Topic<SystemReading> MEMORY = new Topic<>("earshot.system.memory", SystemReading.class);

    /** The level has changed. */
    public static final Topic<Pressure> PRESSURE = new Topic<>("earshot.system.pressure", Pressure.class);

    private SystemMessages() {
    }

    /** How short memory is. */
    public enum Level { NORMAL, WARNING, CRITICAL }

    public record SystemReading(Instant at, String node, MemoryReading system, ServiceMemory process, CpuReading cpu) {

        /** Bytes available without swapping. */
        public long available() {
            return Math.round(system.availableGb() * 1e9);
        }
    }

    /**
     * Memory of the machine, or of the container if that has a limit.
     *
     * @param percent         of the total in use, without caches that can be freed
     * @param status          the level of memory pressure, see {@link #PRESSURE}
     * @param warningPercent  the configured threshold of the level {@code warning}
     * @param criticalPercent the configured threshold of the level {@code critical}
     * @param container       whether these are the figures of a container with a memory limit
     */
    public record MemoryReading(double totalGb, double availableGb, double usedGb, double percent, Level status, int warningPercent,
                         int criticalPercent, double swapTotalGb, double swapUsedGb, boolean container) {
    }

    /**
     * Earshot's own processes.
     *
     * @param rssMb     resident memory of all
     * @param privateMb the part of it that is not shared with other processes; absent if that cannot be read
     * @param vmsMb     address space of all
     * @param percent   resident memory of the system's total
     */
    public record ServiceMemory(double rssMb, Double privateMb, double vmsMb, double percent, ProcessMemory service, ProcessMemory engine) {
    }

    /** Memory of some of the processes; zeros if there are none. */
    public record ProcessMemory(double rssMb, Double privateMb, double vmsMb) {
    }

    /**
     * @param percent        of all cores, since the last sample
     * @param averagePercent of all cores, over the last half minute
     * @param enginePercent  the engine's share of all cores, over the last half minute
     * @param cores          the number that may be used
     */
    public record CpuReading(double percent, double averagePercent, double enginePercent, int cores) {
    }

    /** @param samples the oldest first */
    public record SystemHistory(List<SystemSample> samples) {
        public SystemHistory {
            samples = List.copyOf(samples);
        }
    }

    /**
     * The figures of a {@link SystemReading} that the charts need.
     *
     * @param percent       of memory in use
     * @param usedGb        likewise
     * @param serviceMb     resident memory of the service
     * @param engineMb      resident memory of the engine's processes
     * @param cpuPercent    of all cores, since the sample before
     * @param enginePercent the engine's share of all cores, over the last half minute
     */
    public record SystemSample(Instant at, double percent, double usedGb, double serviceMb, double engineMb, double cpuPercent, double enginePercent) {
    }

    /**
     * @param level  the level now
     * @param was    the level before
     * @param advice what the user can do about it
     */
    public record Pressure(Instant at, String node, Level level, Level was, double percent, double availableGb, double totalGb,
                           String advice) {
    }
}
