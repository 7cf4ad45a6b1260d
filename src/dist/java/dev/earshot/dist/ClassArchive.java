package dev.earshot.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The archive of classes (class-data sharing) that service and engine map. It is made from a list that is kept with the sources, because what a
 * rehearsal loads differs from run to run by a few classes, and two builds of a release have to be the same bytes.
 */
final class ClassArchive {

    private static final List<String> FLAGS = List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-XX:-UsePerfData", "-Xlog:disable",
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    /** The same for each build, wherever that is. */
    private static final Path BUILD_NAME = Path.of("/tmp/earshot-release");

    private final Path tree;
    private final Path java;

    /** @param tree of a release for this machine's platform */
    ClassArchive(Path tree) {
        this.tree = tree;
        this.java = tree.resolve("runtime/bin/java");
    }

    /** Interpreted: only so is the archive the same each time; with the heap of a service, as what is archived of it fits no other kind of pointers. */
    void dump(Path list) throws IOException, InterruptedException {
        Path archive = Files.createDirectories(tree.resolve("archive")).resolve("classes.jsa");
        // The archive names the jars with the folder they were in; at run time, only what follows that has to be the same.
        Files.deleteIfExists(BUILD_NAME);
        Files.createSymbolicLink(BUILD_NAME, tree);
        try {
            dump(list, archive);
        } finally {
            Files.deleteIfExists(BUILD_NAME);
        }
        // Java crashes on an archive that is cut off: the launcher compares.
        Files.writeString(archive.resolveSibling("classes.jsa.bytes"), Files.size(archive) + "\n");
    }

    private void dump(Path list, Path archive) throws IOException, InterruptedException {
        run("-Xint", "-Xms64m", "-Xmx256m", "-Xshare:dump", "-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + archive, "-cp",
                BUILD_NAME.resolve("earshot.jar").toString());
    }

    /** Writes the list anew: what a service and an engine load in rehearsals. */
    void record(Path list, Path scratch) throws IOException, InterruptedException {
        TreeSet<String> lines = new TreeSet<>(Comparator.comparing((String line) -> line.startsWith("@")).thenComparing(Comparator.naturalOrder()));
        Files.createDirectories(scratch);
        Path service = scratch.resolve("service.list");
        run("-XX:DumpLoadedClassList=" + service, "-Dearshot.home=" + tree, "-Dearshot.config=" + tree.resolve("conf/earshot.yaml"), "-jar", "earshot.jar",
                "rehearse",
                Files.createDirectories(scratch.resolve("service")).toString());
        Path engine = scratch.resolve("engine.list");
        run("-XX:DumpLoadedClassList=" + engine, "-cp", "earshot.jar", "dev.earshot.engine.process.EngineRehearsal",
                Files.createDirectories(scratch.resolve("engine")).toString());
        for (Path recorded : List.of(service, engine)) {
            Files.readAllLines(recorded, StandardCharsets.UTF_8).stream()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("@cp") && !line.contains(" source: "))
                    .map(line -> line.replaceAll(" id: \\d+.*$", "")).forEach(lines::add);
        }
        Files.write(list, lines);
    }

    private void run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(FLAGS);
        command.addAll(List.of(arguments));
        Programs.run(tree, Map.of(), command);
    }
}
