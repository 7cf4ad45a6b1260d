package dev.earshot.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** When a process was started: what tells it from another one that is given its number later. */
public final class ProcessStart {

    private static final Path OWN = Path.of("/proc/self/stat");
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    /** The start, in ticks since the boot, among the fields behind the command's name. */
    private static final int FIELD = 19;

    private ProcessStart() {
    }

    /** A text that no other process of this number ever has; empty where there is no such process, or where it cannot be told. */
    public static Optional<String> of(long pid) {
        try {
            if (!Files.isReadable(OWN)) {
                return ProcessHandle.of(pid).flatMap(process -> process.info().startInstant()).map(Object::toString);
            }
            // In some sandboxes /proc is that of another process namespace, where numbers mean other processes.
            boolean ours = Files.readString(OWN).startsWith(ProcessHandle.current().pid() + " ");
            String stat = ours ? Files.readString(Path.of("/proc/" + pid + "/stat")) : "";
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
            return fields.length <= FIELD ? Optional.empty() : Optional.of(Files.readString(BOOT).strip() + " " + fields[FIELD]);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
