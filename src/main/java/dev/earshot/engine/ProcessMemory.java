package dev.earshot.engine;

import oshi.SystemInfo;
import oshi.software.os.OSProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resident memory of a process. OSHI knows it everywhere, at some megabytes of our own; on Linux a small file tells. */
final class ProcessMemory {

    private static final int PAGE = 4096;

    private ProcessMemory() {
    }

    /** Bytes, or null where it cannot be read. */
    static Long resident(long pid) {
        Path statm = Path.of("/proc", Long.toString(pid), "statm");
        if (Files.isReadable(Path.of("/proc/self/statm"))) {
            try {
                return Long.parseLong(Files.readString(statm).split(" ")[1]) * PAGE;
            } catch (IOException | RuntimeException e) {
                return null;
            }
        }
        OSProcess process = new SystemInfo().getOperatingSystem().getProcess((int) pid);
        return process == null ? null : process.getResidentSetSize();
    }
}
