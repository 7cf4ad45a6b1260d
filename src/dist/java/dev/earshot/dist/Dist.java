package dev.earshot.dist;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the files of a release from a built project, as {@code docs/decisions/0022-releases-and-updates.md} has them. {@code mvn -Pdist verify} runs it.
 * Other platforms than this machine's get a Java of their own where {@code -Ddist.jdk.OS-ARCH=FOLDER} names a JDK with {@code jmods}.
 */
public final class Dist {

    private final Path project;
    private final String version;
    private final FileTime time;
    private final PrintStream out;

    private Dist(Path project, Instant time, PrintStream out) throws IOException {
        this.project = project.toAbsolutePath();
        this.version = Files.readString(project.resolve("VERSION")).strip();
        this.time = FileTime.from(time);
        this.out = out;
    }

    /** @param arguments the project's folder, the folder to write to, the time of all files (ISO 8601), platforms separated by commas ("here" for this one) */
    public static void main(String[] arguments) throws Exception {
        JavaRuntime.check();
        new Dist(Path.of(arguments[0]), Instant.parse(arguments[2]), System.out)
                .make(Path.of(arguments[1]).toAbsolutePath(), platforms(arguments[3]), System.getenv());
    }

    private static List<Platform> platforms(String names) {
        return names.equals("all") ? Platform.ALL : Stream.of(names.split(",")).map(name -> name.equals("here") ? Platform.here()
                : Platform.ALL.stream().filter(platform -> platform.toString().equals(name)).findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("unknown platform '" + name + "': there are " + Platform.ALL))).toList();
    }

    private void make(Path target, List<Platform> platforms, Map<String, String> environment) throws IOException, InterruptedException,
            GeneralSecurityException {
        ReleaseTree.delete(target);
        Path trees = Files.createDirectories(target.resolve("trees"));
        List<Path> files = new ArrayList<>();
        for (Platform platform : platforms) {
            Path tree = trees.resolve(platform.toString());
            tree(platform, tree);
            files.add(archive(platform, tree, target));
            if (platform.os().equals("linux") && Files.exists(tree.resolve("runtime"))) {
                files.add(new DebianPackage(project, version, time).make(platform, tree, target));
            }
            if (platform.equals(Platform.here()) && platform.os().equals("linux")) {
                files.add(new OciImage(version, time).make(platform, tree, target));
            }
        }
        installer(target);
        Path sbom = project.resolve("target/bom.json");
        if (Files.exists(sbom)) {
            files.add(Files.copy(sbom, target.resolve("earshot-" + version + "-sbom.json")));
        }
        Path sums = Sums.write(version, files, target);
        String key = environment.getOrDefault("EARSHOT_SIGNING_KEY", "");
        if (key.isBlank()) {
            out.println("Not signed: EARSHOT_SIGNING_KEY is not set (a PEM of an Ed25519 key, or its file).");
        } else {
            Sums.sign(sums, key);
        }
    }

    /** With the public keys that a release is checked with. */
    private void installer(Path target) throws IOException {
        String keys = Files.readAllLines(project.resolve("src/main/resources/updates/public_keys.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .collect(Collectors.joining("\n"));
        Files.writeString(target.resolve("install.sh"), Files.readString(project.resolve("src/dist/install.sh")).replace("@KEYS@", keys));
    }

    private void tree(Platform platform, Path tree) throws IOException, InterruptedException {
        boolean here = platform.equals(Platform.here());
        String other = System.getProperty("dist.jdk." + platform);
        Path jdk = other != null ? Path.of(other) : here ? Path.of(System.getProperty("java.home")) : null;
        ReleaseTree release = new ReleaseTree(project, time);
        release.make(platform, jdk, ffmpeg(platform), tree);
        Path list = project.resolve("src/dist/classes.list");
        if (here) {
            ClassArchive archive = new ClassArchive(tree);
            if (Boolean.getBoolean("dist.record")) {
                archive.record(list, tree.resolveSibling("rehearsal"));
            }
            archive.dump(list);
            release.touch(tree);
        }
        out.println(platform + ": " + (jdk == null ? "without Java" : "with Java from " + jdk.getFileName()) + (here ? "" : ", not run here")
                + ", " + size(tree) / 1_000_000 + " MB unpacked");
    }

    private Path archive(Platform platform, Path tree, Path target) throws IOException {
        String name = "earshot-" + version;
        Path file = target.resolve(name + "-" + platform + (platform.windows() ? ".zip" : ".tar.gz"));
        Archives archives = new Archives(time);
        if (platform.windows()) {
            archives.zip(tree, name, file);
        } else {
            archives.tarGz(tree, name, file);
        }
        return file;
    }

    private Path ffmpeg(Platform platform) throws IOException {
        try (Stream<Path> jars = Stream.of("target/dist-ffmpeg", "target/lib").map(project::resolve).filter(Files::isDirectory).flatMap(Dist::list)) {
            return jars.filter(jar -> jar.getFileName().toString().matches("ffmpeg-.*-" + platform.ffmpeg() + "\\.jar")).findFirst()
                    .orElseThrow(() -> new IOException("there is no ffmpeg for " + platform + " in target/dist-ffmpeg"));
        }
    }

    private static Stream<Path> list(Path folder) {
        try {
            return Files.list(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            return all.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
