package dev.earshot.machine;

import oshi.SystemInfo;
import oshi.software.os.OSProcess;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Resident memory of a process. OSHI knows it everywhere, at some megabytes of our own; on Linux a small file tells. */
public final class ProcessMemory {

    private static final Path PROC = Path.of("/proc");
    private static final boolean OURS = ours();

    private ProcessMemory() {
    }

    /** Bytes, or null where it cannot be read. */
    public static Long resident(long pid) {
        if (Files.exists(PROC.resolve("self/status"))) {
            return OURS ? fromProc(pid) : null;
        }
        OSProcess process = new SystemInfo().getOperatingSystem().getProcess((int) pid);
        return process == null ? null : process.getResidentSetSize();
    }

    private static Long fromProc(long pid) {
        try (Stream<String> lines = Files.lines(PROC.resolve(pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:")).findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).orElse(null);
        } catch (IOException | UncheckedIOException e) {
            return null;
        }
    }

    /** Some sandboxes show the /proc of another process namespace, where our numbers mean other people's processes. */
    private static boolean ours() {
        try {
            return PROC.resolve("self").toRealPath().endsWith(Long.toString(ProcessHandle.current().pid()));
        } catch (IOException e) {
            return false;
        }
    }
}
