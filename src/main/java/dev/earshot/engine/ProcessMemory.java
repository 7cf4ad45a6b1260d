package dev.earshot.engine;

import oshi.SystemInfo;
import oshi.software.os.OSProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resident memory of a process. OSHI knows it everywhere, at some megabytes of our own; on Linux a small file tells. */
final class ProcessMemory {

    private static final int PAGE = 4096;
    private static final Path PROC = Path.of("/proc");
    private static final boolean OURS = ours();

    private ProcessMemory() {
    }

    /** Bytes, or null where it cannot be read. */
    static Long resident(long pid) {
        if (Files.exists(PROC.resolve("self/statm"))) {
            try {
                return OURS ? Long.parseLong(Files.readString(PROC.resolve(pid + "/statm")).split(" ")[1]) * PAGE : null;
            } catch (IOException | RuntimeException e) {
                return null;
            }
        }
        OSProcess process = new SystemInfo().getOperatingSystem().getProcess((int) pid);
        return process == null ? null : process.getResidentSetSize();
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
