package dev.earshot.dist;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What {@code mvn -Pdist verify} has just written to target/dist, on this machine, as its users get it. */
@Tag("release")
@EnabledOnOs(OS.LINUX)
class ReleaseTest {

    private static final Path DIST = Path.of("target/dist").toAbsolutePath();
    private static final long TIMEOUT_SECONDS = 300;

    @TempDir
    private Path folder;
    private String version;
    private Vertx vertx;

    private record Outcome(int code, String text) {
    }

    @BeforeEach
    void setUp() throws IOException {
        version = Files.readString(Path.of("VERSION")).strip();
        vertx = Vertx.vertx();
    }

    @AfterEach
    void tearDown() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** With nothing but what a bare system has: no Java, no Maven. */
    private Outcome run(Map<String, String> environment, Object... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Stream.of(command).map(Object::toString).toList()).redirectErrorStream(true).directory(folder.toFile());
        Path output = Files.createTempFile(folder, "out", ".txt");
        builder.redirectOutput(output.toFile()).environment().clear();
        builder.environment().putAll(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "HOME", folder.resolve("home").toString()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(List.of(command) + " did not end: " + Files.readString(output));
        }
        return new Outcome(process.exitValue(), Files.readString(output));
    }

    private Path archive() {
        return DIST.resolve("earshot-" + version + "-" + Platform.here() + ".tar.gz");
    }

    private Path unpacked() throws IOException, InterruptedException {
        assertEquals(0, run(Map.of(), "tar", "-xzf", archive(), "-C", folder).code());
        return folder.resolve("earshot-" + version);
    }

    @Test
    void anArchiveNeedsNoJavaAndMapsItsClassesWhereverItIs() throws IOException, InterruptedException {
        Path tree = unpacked();

        assertTrue(run(Map.of(), tree.resolve("earshot"), "version").text().startsWith("earshot " + version + " (Java 25"));
        // With "on" instead of "auto", Java does not start if its archive of classes does not fit.
        assertEquals("hello world\n", run(Map.of("EARSHOT_JAVA_OPTS", "-Xshare:on"), tree.resolve("earshot"), "transcribe", "--model", "micro.en",
                tree.resolve("samples/hello-world.wav")).text());
        List<String> natives = new ArrayList<>();
        for (String jar : List.of("whisper-jni", "sqlite-jdbc", "jna-jpms")) {
            Path file;
            try (Stream<Path> all = Files.list(tree.resolve("lib"))) {
                file = all.filter(found -> found.getFileName().toString().startsWith(jar)).findFirst().orElseThrow();
            }
            run(Map.of(), "unzip", "-Z1", file).text().lines().filter(name -> name.matches(".*\\.(so|dll|dylib|jnilib)(\\.\\d+)?")).forEach(natives::add);
        }
        assertFalse(natives.isEmpty());
        assertTrue(natives.stream().noneMatch(name -> name.matches(".*(win|mac|Mac|darwin|Windows|BSD|sunos).*")), natives.toString());
    }

    @Test
    void twoBuildsAreTheSameBytes() throws Exception {
        Path again = folder.resolve("again");

        Dist.main(new String[] {".", again.toString(), "2026-01-01T00:00:00Z", "here"});

        List<String> before = Files.readAllLines(DIST.resolve("SHA256SUMS"));
        List<String> after = Files.readAllLines(again.resolve("SHA256SUMS"));
        assertTrue(after.size() > 3, after.toString());
        assertTrue(before.containsAll(after), () -> "before: " + before + "\nafter: " + after);
    }

    @Test
    void theInstallerTakesOnlyWhatIsSignedAndWhole() throws Exception {
        Path mirror = Files.createDirectories(folder.resolve("mirror"));
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path copy = Files.copy(archive(), mirror.resolve(archive().getFileName()));
        Path sums = Sums.write(version, List.of(copy), mirror);
        Sums.sign(sums, "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----\n");
        String strangers = Base64.getEncoder().encodeToString(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded());
        String key = Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
        Path installer = folder.resolve("install.sh");
        Path data = folder.resolve("home/.local/share/earshot");
        Path command = folder.resolve("home/.local/bin/earshot");
        HttpServer server = vertx.createHttpServer().requestHandler(request -> request.response().sendFile(mirror + request.path()))
                .listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
        String from = "http://127.0.0.1:" + server.actualPort();
        String script = Files.readString(Path.of("src/dist/install.sh"));

        Files.writeString(installer, script.replace("@KEYS@", strangers));
        Outcome unsigned = run(Map.of(), "sh", installer, "--from", from);
        assertEquals(1, unsigned.code());
        assertTrue(unsigned.text().contains("the signature of " + from + "/SHA256SUMS is wrong"), unsigned.text());

        Files.writeString(installer, script.replace("@KEYS@", strangers + "\n" + key)); // the second one counts as well
        Files.write(copy, new byte[] {1}, StandardOpenOption.APPEND);
        Outcome damaged = run(Map.of(), "sh", installer, "--from", from);
        assertEquals(1, damaged.code());
        assertTrue(damaged.text().contains("is damaged: its checksum differs. Nothing was installed"), damaged.text());
        try (Stream<Path> left = Files.list(data.resolve("app"))) {
            assertEquals(List.of(), left.toList());
        }

        Files.copy(archive(), copy, StandardCopyOption.REPLACE_EXISTING);
        Outcome installed = run(Map.of(), "sh", installer, "--from", from);
        assertEquals(0, installed.code(), installed.text());
        assertTrue(run(Map.of(), command, "version").text().startsWith("earshot " + version));
        assertEquals("has version " + version + ", not 99.0.0.", run(Map.of(), "sh", installer, "--from", from, "--version", "99.0.0").text().strip()
                .replaceFirst(".* (?=has version)", ""));

        Files.writeString(data.resolve("settings.json"), "{}");
        assertEquals(0, run(Map.of(), "sh", installer, "--uninstall").code());
        assertFalse(Files.exists(command) || Files.exists(data.resolve("app")));
        assertTrue(Files.exists(data.resolve("settings.json")), "what the user has stays");
    }

    /** As a container runs it: read-only, no capabilities, a user without a name, a volume, no network. */
    @Test
    void theImageRunsReadOnlyAndWithoutRoot() throws IOException, InterruptedException {
        assumeTrue(run(Map.of(), "unshare", "--mount", "--pid", "--net", "--fork", "true").code() == 0, "namespaces are not allowed here");
        Path root = DIST.resolve("trees/image");
        Path script = Files.writeString(folder.resolve("container.sh"), """
                set -e
                mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"
                mount -t proc proc "$1/proc"; mount -t tmpfs tmpfs "$1/tmp"; mount -t tmpfs -o mode=0777 tmpfs "$1/data"; mount -t tmpfs tmpfs "$1/dev"
                mknod -m 666 "$1/dev/null" c 1 3; mknod -m 666 "$1/dev/random" c 1 8; mknod -m 666 "$1/dev/urandom" c 1 9
                ip link set lo up || true
                exec setpriv --no-new-privs env -i PATH=/usr/bin HOME=/data EARSHOT_DATA=/data LANG=C.UTF-8 \\
                  /usr/sbin/chroot --userspec=65532:65532 --groups= "$1" \\
                  /opt/earshot/earshot transcribe --model micro.en /opt/earshot/samples/hello-world.wav
                """);

        Outcome outcome = run(Map.of(), "unshare", "--mount", "--pid", "--net", "--fork", "bash", script, root);

        assertEquals(0, outcome.code(), outcome.text());
        assertTrue(outcome.text().endsWith("hello world\n"), outcome.text());
    }

    @Test
    void thePackageIsHardenedAndLeavesNothingBehind() throws IOException, InterruptedException {
        Path deb;
        try (Stream<Path> all = Files.list(DIST)) {
            deb = all.filter(file -> file.toString().endsWith(".deb")).findFirst().orElseThrow();
        }
        String exposure = run(Map.of(), "systemd-analyze", "security", "--offline=true", "--threshold=20",
                Path.of("src/dist/debian/earshot.service")
                .toAbsolutePath()).text();
        assertTrue(exposure.contains("Overall exposure level for earshot.service: 1."), exposure);
        assumeTrue(Files.exists(Path.of("/usr/bin/mmdebstrap")) && "root".equals(System.getProperty("user.name")), "needs root and mmdebstrap");
        Path root = folder.resolve("debian");
        Outcome made = run(Map.of(), "mmdebstrap", "--variant=minbase", "--aptopt=Acquire::Check-Valid-Until \"false\"", "--include=libgomp1,libstdc++6",
                "stable", root);
        assumeTrue(made.code() == 0, "no Debian to be had: " + made.text());
        Files.copy(deb, root.resolve("earshot.deb"));

        assertEquals(0, run(Map.of(), "chroot", root, "dpkg", "-i", "/earshot.deb").code());
        assertTrue(run(Map.of(), "chroot", root, "earshot", "version").text().startsWith("earshot " + version));
        Files.writeString(root.resolve("etc/earshot/earshot.yaml"), "# changed\n", StandardOpenOption.APPEND);
        Files.writeString(root.resolve("var/lib/earshot/settings.json"), "{}");
        assertEquals(0, run(Map.of(), "chroot", root, "dpkg", "-i", "/earshot.deb").code());
        assertTrue(Files.readString(root.resolve("etc/earshot/earshot.yaml"), StandardCharsets.UTF_8).endsWith("# changed\n"));
        assertEquals(0, run(Map.of(), "chroot", root, "dpkg", "--remove", "earshot").code());
        assertTrue(Files.exists(root.resolve("var/lib/earshot/settings.json")));
        assertEquals(0, run(Map.of(), "chroot", root, "dpkg", "--purge", "earshot").code());
        assertEquals("", run(Map.of(), "chroot", root, "sh", "-c", "ls -d /etc/earshot /var/lib/earshot /usr/lib/earshot 2>/dev/null").text());
        assertNotEquals(0, run(Map.of(), "chroot", root, "getent", "passwd", "earshot").code());
    }

    @Test
    void theSumsNameEveryFile() throws IOException {
        try (Stream<Path> files = Files.list(DIST)) {
            assertEquals(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).filter(name -> name.startsWith("earshot")).sorted()
                    .toList(),
                    Files.readAllLines(DIST.resolve("SHA256SUMS")).stream().skip(1).map(line -> line.substring(66))
                            .collect(Collectors.toCollection(ArrayList::new)));
        }
    }
}
