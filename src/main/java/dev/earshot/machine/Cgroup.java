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
 * The limits of the control group that this process is in, and of those around it; what containers and service managers set. Both
 * versions: Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst of the kernel. What cannot be read is no limit.
 */
final class Cgroup {

    private static final long MICRO = 1000;
    /** Version 1 says "no limit" by a number near the largest. */
    private static final long NO_LIMIT = Long.MAX_VALUE / 2;

    /** Bytes. */
    record CgroupLimit(long total, long available) {
    }

    /** Groups from our own outwards that can have a limit; empty where there is no such controller. */
    private final List<Path> memory;
    private final List<Path> processor;
    private final boolean second;

    private Cgroup(List<Path> memory, List<Path> processor, boolean second) {
        this.second = second;
        this.memory = with(memory, second ? "memory.max" : "memory.limit_in_bytes");
        this.processor = with(processor, second ? "cpu.max" : "cpu.cfs_quota_us");
    }

    /** Files come with their group and go with it: what is not there now is not looked for again and again. */
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

    /** A path that is not there is one seen from outside of a container: its own root is then all we can see. */
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

    /** The least of all limits, and the least that any of them leaves. */
    Optional<CgroupLimit> memory() {
        return memory.stream().map(this::memory).flatMap(Optional::stream)
                .reduce((one, other) -> new CgroupLimit(Math.min(one.total(), other.total()), Math.min(one.available(), other.available())));
    }

    private Optional<CgroupLimit> memory(Path group) {
        // From memory.high on a group is slowed down to a crawl, long before memory.max ends it.
        Stream<String> limits = second ? Stream.of("memory.max", "memory.high") : Stream.of("memory.limit_in_bytes");
        return limits.map(file -> number(group, file)).flatMap(Optional::stream).filter(limit -> limit < NO_LIMIT).min(Long::compare).map(limit -> {
            long used = number(group, second ? "memory.current" : "memory.usage_in_bytes").orElse(0L);
            // Files that were read and are not in use make way before anything is killed.
            long cache = field(group, "memory.stat", second ? "inactive_file" : "total_inactive_file").orElse(0L);
            return new CgroupLimit(limit, Math.max(0, limit - Math.max(0, used - cache)));
        });
    }

    /** The tightest limit of processor time. */
    Optional<Group> processor() {
        return processor.stream().map(second ? this::second : this::first).flatMap(Optional::stream)
                .min((one, other) -> Double.compare(one.cores(), other.cores()));
    }

    private Optional<Group> second(Path group) {
        String[] max = read(group.resolve("cpu.max")).orElse("max").strip().split(" ");
        if (max.length < 2 || max[0].equals("max")) {
            return Optional.empty();
        }
        return field(group, "cpu.stat", "usage_usec").map(used -> new Group(used * MICRO, Double.parseDouble(max[0]) / Double.parseDouble(max[1])));
    }

    private Optional<Group> first(Path group) {
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

    /** Version 1 may print more than a long holds. */
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
