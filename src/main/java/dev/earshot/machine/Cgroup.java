package dev.earshot.machine;

import dev.earshot.machine.Machine.Group;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The limits that containers and service managers set: those of this process's control group and of its parents. Supports both
 * versions (Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst of the kernel). What cannot be read counts as no limit.
 */
final class Cgroup {

    private static final long MICRO = 1000;
    /** Version 1 states "no limit" as a number close to the largest. */
    private static final long NO_LIMIT = Long.MAX_VALUE / 2;

    /** Bytes. */
    record CgroupLimit(long total, long available) {
    }

    /** Our group and its parents, as far as they can have a limit; empty if there is no such controller. */
    private final List<Path> memory;
    private final List<Path> processor;
    private final boolean version2;

    private Cgroup(List<Path> memory, List<Path> processor, boolean version2) {
        this.version2 = version2;
        this.memory = with(memory, version2 ? "memory.max" : "memory.limit_in_bytes");
        this.processor = with(processor, version2 ? "cpu.max" : "cpu.cfs_quota_us");
    }

    /** A group has the same files for all its life, so that a missing one need not be tried again. */
    private static List<Path> with(List<Path> groups, String file) {
        return groups.stream().filter(group -> Files.exists(group.resolve(file))).toList();
    }

    /** @param root where /proc and /sys are */
    static Cgroup of(Path root) {
        Path mount = root.resolve("sys/fs/cgroup");
        List<String> groups = read(root.resolve("proc/self/cgroup")).map(text -> text.lines().toList()).orElse(List.of());
        if (Files.exists(mount.resolve("cgroup.controllers"))) {
            List<Path> chain = groups.stream().filter(line -> line.startsWith("0::")).findFirst()
                    .map(line -> chain(mount, line.substring(3))).orElse(List.of(mount));
            return new Cgroup(chain, chain, true);
        }
        return new Cgroup(first(mount, groups, "memory"), first(mount, groups, "cpu"), false);
    }

    private static List<Path> first(Path mount, List<String> groups, String controller) {
        for (String line : groups) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && Arrays.asList(parts[1].split(",")).contains(controller)) {
                return Stream.of(parts[1], controller).map(mount::resolve).filter(Files::isDirectory).findFirst()
                        .map(folder -> chain(folder, parts[2])).orElse(List.of());
            }
        }
        return List.of();
    }

    /** Inside a container the path may be the one seen from outside, which does not exist here: only the mount's root is visible then. */
    private static List<Path> chain(Path mount, String path) {
        List<Path> chain = new ArrayList<>();
        Path group = mount.resolve(path.replaceFirst("^/+", "")).normalize();
        while (group.startsWith(mount) && !group.equals(mount)) {
            if (Files.isDirectory(group)) {
                chain.add(group);
            }
            group = group.getParent();
        }
        chain.add(mount);
        return chain;
    }

    /** The lowest of all limits, and the least memory that any of them leaves. */
    Optional<CgroupLimit> memory() {
        return memory.stream().map(this::memory).flatMap(Optional::stream)
                .reduce((one, other) -> new CgroupLimit(Math.min(one.total(), other.total()), Math.min(one.available(), other.available())));
    }

    private Optional<CgroupLimit> memory(Path group) {
        // Above memory.high a group is throttled heavily, long before memory.max kills it.
        Stream<String> limits = version2 ? Stream.of("memory.max", "memory.high") : Stream.of("memory.limit_in_bytes");
        return limits.map(file -> number(group, file)).flatMap(Optional::stream).filter(limit -> limit < NO_LIMIT).min(Long::compare).map(limit -> {
            long used = number(group, version2 ? "memory.current" : "memory.usage_in_bytes").orElse(0L);
            // The inactive page cache is reclaimed before any process is killed.
            long cache = field(group, "memory.stat", version2 ? "inactive_file" : "total_inactive_file").orElse(0L);
            return new CgroupLimit(limit, Math.max(0, limit - Math.max(0, used - cache)));
        });
    }

    /** The lowest limit of processor time. */
    Optional<Group> processor() {
        return processor.stream().map(version2 ? this::cpuLimitV2 : this::cpuLimitV1).flatMap(Optional::stream)
                .min((one, other) -> Double.compare(one.cores(), other.cores()));
    }

    private Optional<Group> cpuLimitV2(Path group) {
        String[] max = read(group.resolve("cpu.max")).orElse("max").strip().split(" ");
        if (max.length < 2 || max[0].equals("max")) {
            return Optional.empty();
        }
        return field(group, "cpu.stat", "usage_usec").map(used -> new Group(used * MICRO, Double.parseDouble(max[0]) / Double.parseDouble(max[1])));
    }

    private Optional<Group> cpuLimitV1(Path group) {
        Optional<Long> quota = number(group, "cpu.cfs_quota_us");
        Optional<Long> period = number(group, "cpu.cfs_period_us");
        Optional<Long> used = number(group, "cpuacct.usage");
        return quota.isPresent() && period.isPresent() && used.isPresent() && quota.get() > 0
                ? Optional.of(new Group(used.get(), quota.get() / (double) period.get())) : Optional.empty();
    }

    private static Optional<Long> number(Path group, String file) {
        return read(group.resolve(file)).map(String::strip).filter(text -> text.matches("-?\\d{1,19}")).map(Cgroup::number);
    }

    private static Optional<Long> field(Path group, String file, String name) {
        return read(group.resolve(file)).flatMap(text -> text.lines().filter(line -> line.startsWith(name + " ")).findFirst())
                .map(line -> Long.parseLong(line.substring(name.length() + 1).strip()));
    }

    /** Version 1 may print numbers larger than a long. */
    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
