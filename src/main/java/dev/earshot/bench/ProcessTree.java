package dev.earshot.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Memory and CPU of a process and its descendants, from Linux' /proc ({@code man 5 proc}). */
public final class ProcessTree {

    /**
     * @param rss          resident bytes, shared pages counted in each process
     * @param privateBytes resident and shared with nobody at the moment: files (Java itself, archives) that another Java maps too are not in it
     * @param written      private bytes that are in no file, which is what only this process' end gives back
     */
    public record TreeMemory(long rss, long privateBytes, long written) {
    }

    private final ProcessHandle root;

    ProcessTree(ProcessHandle root) {
        this.root = root;
    }

    /** Whether there is a /proc here, and one that knows our processes: in some sandboxes it is that of another namespace. */
    public static boolean supported() {
        try {
            return Path.of("/proc/self").toRealPath().endsWith(Long.toString(ProcessHandle.current().pid()))
                    && Files.isReadable(Path.of("/proc/self/smaps_rollup"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Memory of the tree as it is now. */
    public TreeMemory memory() throws IOException {
        long rss = 0;
        long mine = 0;
        long written = 0;
        for (ProcessHandle process : processes()) {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "smaps_rollup"))) {
                if (line.startsWith("Rss:")) {
                    rss += kilobytes(line);
                } else if (line.startsWith("Private_")) {
                    mine += kilobytes(line);
                    written += line.startsWith("Private_Dirty:") ? kilobytes(line) : 0;
                }
            }
        }
        return new TreeMemory(rss * 1024, mine * 1024, written * 1024);
    }

    /** Threads of the root process, Java's own included. */
    int threads() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(root.pid()), "task"))) {
            return (int) tasks.count();
        }
    }

    /** Classes that the root process has loaded, from {@code jcmd}; 0 where that fails. Asking costs that process memory. */
    long classes() throws IOException {
        Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(root.pid()),
                "VM.class_hierarchy").redirectErrorStream(true).start();
        try (BufferedReader lines = jcmd.inputReader()) {
            return lines.lines().filter(line -> line.startsWith("|") || line.startsWith("java.lang.Object")).count();
        }
    }

    /** The most that the root process has ever had resident, in bytes. */
    public long peak() throws IOException {
        return peak(root);
    }

    private static long peak(ProcessHandle process) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream().filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(ProcessTree::kilobytes).sum() * 1024;
    }

    /** The most that each process of the tree has ever had resident, added up, in bytes: at least what all had at once. */
    long peaks() throws IOException {
        long peaks = 0;
        for (ProcessHandle process : processes()) {
            peaks += peak(process);
        }
        return peaks;
    }

    /** CPU time that the tree has used so far. */
    Duration cpu() {
        return processes().stream().map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(root), root.descendants()).toList();
    }

    private static long kilobytes(String line) {
        return Long.parseLong(line.replaceAll("\\D", ""));
    }
}
