package dev.earshot.engine.process;

import dev.earshot.engine.spi.LibraryChoice;
import dev.earshot.engine.whisper.NativeText;
import dev.earshot.machine.Children;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command line of an engine process. */
final class EngineLauncher {

    private static final Path SHELL = Path.of("/bin/sh");
    /** The JVM reserves about 1 GiB of address space here, OpenMP's stacks and ggml's buffers take the rest. */
    private static final long BASE_KB = 3L * 1024 * 1024;
    /** The weights, and room for key-value caches and compute buffers, which grow with them. */
    private static final int PER_MODEL = 3;

    /** Of the process that asks; Linux only. */
    private static final Path WORKING_DIRECTORY = Path.of("/proc/self/cwd");
    private static final String LINK = "model.bin";

    /** System property that the launcher sets: the file with the classes of engine processes, where there is one for this build and JDK. */
    static final String ARCHIVE = "earshot.engine.archive";

    private EngineLauncher() {
    }

    /**
     * @param natives folder of the packaged libraries
     * @param folder  for scratch
     */
    static Process start(Path model, Path natives, LibraryChoice choice, Path folder, Children children) throws IOException {
        Path scratch = folder.toAbsolutePath();
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SHELL)) {
            // Signals of the terminal and of service managers go to all processes: the service decides what they mean.
            // A GPU's driver reserves addresses for all the memory that there is.
            String limit = choice.gpu() ? "" : "ulimit -v " + (BASE_KB + PER_MODEL * Files.size(model) / 1024) + " 2>/dev/null; ";
            command.addAll(List.of(SHELL.toString(), "-c", "trap '' INT TERM HUP; ulimit -c 0; " + limit + "exec \"$@\"", "earshot-engine"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Java's own archive of classes stays at the address it was made for: its pages are those on disk, and not another 7 MB.
        command.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0", "-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-Xms4m", "-Xmx48m", "-Xss512k",
                "-XX:ReservedCodeCacheSize=12m", "-XX:CompressedClassSpaceSize=16m", "-XX:-UsePerfData",
                "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=" + scratch.resolve("crash.log"), "-Djava.io.tmpdir=" + scratch));
        String archive = System.getProperty(ARCHIVE);
        if (archive != null) {
            // What Java has to say about a file that does not fit would stand among the frames.
            command.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable"));
        }
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        if (Runtime.version().feature() >= 25) {
            // An archive fits one kind of headers, and a release has one archive for the service and its engines.
            command.add("-XX:+UseCompactObjectHeaders");
        }
        command.addAll(List.of("-cp", classPath(), EngineHost.class.getName(), reachable(model.toAbsolutePath(), scratch), natives.toString()));
        if (choice.own() != null) {
            command.addAll(List.of(choice.own().toString(), String.valueOf(choice.gpu()), String.valueOf(choice.gpuDevice())));
        }
        ProcessBuilder builder = new ProcessBuilder(command).directory(scratch.toFile());
        // Threads that spin while they wait make a busy machine many times slower.
        builder.environment().put("OMP_WAIT_POLICY", "passive");
        // The service's own: here what a window needs is kept for the next one, and goes back when none comes (EngineHost).
        builder.environment().remove("MALLOC_TRIM_THRESHOLD_");
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        // Meant for the service: a second garbage collector named there would keep every engine from starting.
        builder.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        return children.start(builder);
    }

    /** The process has another working directory. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The name of a file that native code can open: JNI hands over no character beyond U+FFFF, so such a path is gone around by a link. */
    private static String reachable(Path model, Path scratch) throws IOException {
        if (model.toString().equals(NativeText.plain(model.toString())) || !Files.isDirectory(WORKING_DIRECTORY)) {
            return model.toString();
        }
        Files.createSymbolicLink(scratch.resolve(LINK), model);
        return WORKING_DIRECTORY.resolve(LINK).toString();
    }
}
