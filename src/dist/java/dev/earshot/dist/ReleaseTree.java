package dev.earshot.dist;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of a release, as {@code docs/decisions/0022-releases-and-updates.md} has it.
 *
 * @param project the sources, built
 * @param time    of every file, as class archives name the time of each jar
 */
record ReleaseTree(Path project, FileTime time) {

    private static final List<String> FILES = List.of("VERSION", "LICENSE", "NOTICE", "THIRD-PARTY.md", "CHANGELOG.md");
    private static final List<String> FOLDERS = List.of("conf", "web", "licenses");

    /**
     * @param jdk  for the platform, or null: then it has no Java of its own and runs with one that is installed
     * @param tree must not exist
     */
    void make(Platform platform, Path jdk, Path ffmpeg, Path tree) throws IOException, InterruptedException {
        Files.createDirectories(tree);
        for (String file : FILES) {
            Files.copy(project.resolve(file), tree.resolve(file));
        }
        for (String folder : FOLDERS) {
            copy(project.resolve(folder), tree.resolve(folder));
        }
        // Those of the tests stay behind.
        Files.createDirectories(tree.resolve("samples"));
        try (DirectoryStream<Path> samples = Files.newDirectoryStream(project.resolve("samples"), Files::isRegularFile)) {
            for (Path sample : samples) {
                Files.copy(sample, tree.resolve("samples").resolve(sample.getFileName()));
            }
        }
        Path launcher = Files.copy(project.resolve(platform.windows() ? "src/dist/earshot.cmd" : "earshot"),
                tree.resolve(platform.windows() ? "earshot.cmd" : "earshot"));
        launcher.toFile().setExecutable(true, false);
        Files.writeString(tree.resolve("packaging"), "archive\n");
        Files.copy(project.resolve("target/earshot.jar"), tree.resolve("earshot.jar"));
        new PlatformJars(platform, time).copy(libraries(ffmpeg), tree.resolve("lib"));
        if (jdk != null) {
            JavaRuntime.make(jdk, tree.resolve("runtime"));
        }
        touch(tree);
    }

    private List<Path> libraries(Path ffmpeg) throws IOException {
        try (Stream<Path> all = Files.list(project.resolve("target/lib"))) {
            return Stream.concat(all.filter(jar -> !jar.getFileName().toString().startsWith("ffmpeg-")), Stream.of(ffmpeg)).sorted().toList();
        }
    }

    /** Gives all files their time. */
    void touch(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                if (!Files.isSymbolicLink(file)) {
                    Files.setLastModifiedTime(file, time);
                }
            }
        }
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }

    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }
}
