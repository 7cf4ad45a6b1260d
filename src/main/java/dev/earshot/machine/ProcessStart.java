package dev.earshot.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The start of a process, which tells it from a later process with the same pid. Thread-safe. */
public final class ProcessStart {

    private static final Path OWN = Path.of("/proc/self/stat");
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    /** Index of the start, in ticks since boot, among the fields after the command's name. */
    private static final int FIELD = 19;

    private ProcessStart() {
    }

    /** A text that no other process with this pid ever has; empty if there is no such process, or if that cannot be read. */
    public static Optional<String> of(long pid) {
        try {
            if (!Files.isReadable(OWN)) {
                return ProcessHandle.of(pid).flatMap(process -> process.info().startInstant()).map(Object::toString);
            }
            // In some sandboxes /proc belongs to another process namespace, where our pids refer to other processes.
            boolean ours = Files.readString(OWN).startsWith(ProcessHandle.current().pid() + " ");
            String stat = ours ? Files.readString(Path.of("/proc/" + pid + "/stat")) : "";
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
            return fields.length <= FIELD ? Optional.empty() : Optional.of(Files.readString(BOOT).strip() + " " + fields[FIELD]);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
