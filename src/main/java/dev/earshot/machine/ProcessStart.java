package dev.earshot.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The start of a process, which tells it from a later process with the same pid, and the environment it was started with. Thread-safe. */
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
            String stat = isOurs() ? Files.readString(Path.of("/proc/" + pid + "/stat")) : "";
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
            return fields.length <= FIELD ? Optional.empty() : Optional.of(Files.readString(BOOT).strip() + " " + fields[FIELD]);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** In some sandboxes /proc belongs to another process namespace, where our pids refer to other processes. */
    private static boolean isOurs() throws IOException {
        return Files.isReadable(OWN) && Files.readString(OWN).startsWith(ProcessHandle.current().pid() + " ");
    }

    /** The processes that were started with a variable in their environment; none where the system does not show environments, or not that of others. */
    static List<ProcessHandle> withEnvironment(String variable, String value) throws IOException {
        if (!isOurs()) {
            return List.of();
        }
        String entry = "\0" + variable + "=" + value + "\0";
        return ProcessHandle.allProcesses().filter(process -> environment(process.pid()).contains(entry)).toList();
    }

    /** Each variable between two NUL; empty of processes of others, and of those that have ended. */
    private static String environment(long pid) {
        try {
            return "\0" + Files.readString(Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
