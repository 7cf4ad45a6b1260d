package dev.earshot.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Reads /proc (see proc(5)) and /sys/fs/cgroup. */
final class LinuxMachine implements Machine {

    /** Nanoseconds of a tick: USER_HZ is 100 on all platforms as far as user space can see. */
    private static final long TICK_NS = 10_000_000;
    private static final int IDLE = 3;
    private static final int WAITING = 4;
    /** Columns of /proc/stat from user to steal; guest times after them are already part of user and nice. */
    private static final int COLUMNS = 8;
    /** Index of the user time among the fields after the name in /proc/PID/stat; the kernel time follows it. */
    private static final int USER_TIME = 11;

    private final Path proc;
    private final Cgroup cgroup;
    private final boolean ourNamespace;

    /** @param root where /proc and /sys are */
    LinuxMachine(Path root) {
        this.proc = root.resolve("proc");
        this.cgroup = Cgroup.of(root);
        this.ourNamespace = isOurNamespace(proc);
    }

    @Override
    public MemoryCounters memory() {
        Map<String, Long> info = kilobytes(proc.resolve("meminfo"));
        long total = info.get("MemTotal");
        // Kernels before 3.14 do not report MemAvailable.
        long available = info.getOrDefault("MemAvailable", info.getOrDefault("MemFree", 0L) + info.getOrDefault("Cached", 0L));
        long swap = info.getOrDefault("SwapTotal", 0L);
        long swapUsed = swap - info.getOrDefault("SwapFree", 0L);
        return cgroup.memory().filter(limit -> limit.total() < total)
                .map(limit -> new MemoryCounters(limit.total(), Math.min(available, limit.available()), swap, swapUsed, true))
                .orElse(new MemoryCounters(total, available, swap, swapUsed, false));
    }

    @Override
    public Processor processor() {
        String[] ticks = first(proc.resolve("stat")).strip().split(" +");
        long total = 0;
        for (int i = 0; i < COLUMNS && i + 1 < ticks.length; i++) {
            total += Long.parseLong(ticks[i + 1]);
        }
        long idle = Long.parseLong(ticks[IDLE + 1]) + Long.parseLong(ticks[WAITING + 1]);
        return new Processor((total - idle) * TICK_NS, total * TICK_NS, cgroup.processor().orElse(null));
    }

    @Override
    public Process self() {
        return process("self").orElseThrow();
    }

    @Override
    public Optional<Process> process(long pid) {
        return ourNamespace ? process(Long.toString(pid)) : Optional.empty();
    }

    @Override
    public boolean stopped(long pid) {
        try {
            String stat = ourNamespace ? first(proc.resolve(Long.toString(pid)).resolve("stat")) : "";
            return stat.substring(stat.lastIndexOf(')') + 1).strip().toLowerCase(Locale.ROOT).startsWith("t");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private Optional<Process> process(String name) {
        try {
            Map<String, Long> status = kilobytes(proc.resolve(name).resolve("status"));
            String stat = first(proc.resolve(name).resolve("stat"));
            // The name is in parentheses and may itself contain any character, parentheses included.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
            long time = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]);
            // A process that is ending has no memory left.
            return Optional.ofNullable(status.get("VmRSS"))
                    .map(resident -> new Process(resident, status.get("RssAnon"), status.get("VmSize"), time * TICK_NS));
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** In some sandboxes /proc belongs to another process namespace, where our pids refer to other processes. */
    private static boolean isOurNamespace(Path proc) {
        try {
            return proc.resolve("self").toRealPath().endsWith(Long.toString(ProcessHandle.current().pid()));
        } catch (IOException e) {
            return false;
        }
    }

    /** The values of lines such as {@code MemTotal:  16316412 kB}, in bytes; other lines are ignored. */
    private static Map<String, Long> kilobytes(Path file) {
        Map<String, Long> values = new HashMap<>();
        for (String line : lines(file)) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.endsWith(" kB")) {
                values.put(line.substring(0, colon), Long.parseLong(line.substring(colon + 1, line.length() - 3).strip()) * 1024);
            }
        }
        return values;
    }

    /** Only the first line, for generating the others is slow: they count every interrupt of every processor. */
    private static String first(Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file, ISO_8859_1)) {
            return reader.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
