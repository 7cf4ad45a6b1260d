package dev.earshot.bench.abuse;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** The service's children: its engines and its decoders. */
final class Processes {

    private final long service;

    Processes(long service) {
        this.service = service;
    }

    List<ProcessHandle> decoders() {
        return children(command -> command.endsWith("ffmpeg"));
    }

    List<ProcessHandle> engines() {
        return children(command -> command.endsWith("java"));
    }

    List<ProcessHandle> all() {
        return children(command -> true);
    }

    private List<ProcessHandle> children(Predicate<String> wanted) {
        return ProcessHandle.of(service).stream().flatMap(ProcessHandle::descendants)
                .filter(child -> child.info().command().map(wanted::test).orElse(false)).toList();
    }

    /** As {@code kill -9}, for one of them; true where there was one. */
    static boolean kill(List<ProcessHandle> processes, Random random) {
        return !processes.isEmpty() && processes.get(random.nextInt(processes.size())).destroyForcibly();
    }

    /** As {@code kill -STOP}: it does nothing any more, and lives. */
    static void freeze(ProcessHandle process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor();
    }
}
