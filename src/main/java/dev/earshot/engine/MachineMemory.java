package dev.earshot.engine;

import oshi.SystemInfo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How much memory this machine has; in a container, how much that may use (cgroup version 1 or 2). */
final class MachineMemory {

    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final Path[] LIMITS = {Path.of("/sys/fs/cgroup/memory.max"), Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes")};

    private MachineMemory() {
    }

    /** Bytes, or null where it cannot be read. */
    static Long total() {
        if (!Files.isReadable(MEMINFO)) {
            return new SystemInfo().getHardware().getMemory().getTotal();
        }
        try (Stream<String> lines = Files.lines(MEMINFO)) {
            long machine = lines.filter(line -> line.startsWith("MemTotal:")).findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).orElse(Long.MAX_VALUE);
            long container = Stream.of(LIMITS).mapToLong(MachineMemory::limit).min().orElse(Long.MAX_VALUE);
            return Math.min(machine, container);
        } catch (IOException e) {
            return null;
        }
    }

    /** No limit is "max" in version 2 and a number near the largest in version 1. */
    private static long limit(Path file) {
        try {
            String text = Files.readString(file).strip();
            return text.matches("\\d{1,18}") ? Long.parseLong(text) : Long.MAX_VALUE;
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }
}
