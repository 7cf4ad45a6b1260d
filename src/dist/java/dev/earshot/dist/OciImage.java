package dev.earshot.dist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An image of two layers, as an OCI image layout in a tar: below, the C libraries that Java and the engine ask for, and a shell; above, the release.
 * No daemon and no registry has a part in it. Format: OCI image specification 1.1; {@code Healthcheck} is Docker's addition to it.
 */
final class OciImage {

    /** What the launcher and the engine's process use. */
    private static final List<String> PROGRAMS = List.of("bash", "env", "sed", "dirname", "readlink", "cksum", "cut", "head", "wc", "cat", "mkdir", "uname");
    private static final List<String> LIBRARIES = List.of("libgomp.so.1", "libstdc++.so.6", "libgcc_s.so.1", "libm.so.6", "libdl.so.2", "libpthread.so.0",
            "librt.so.1", "libz.so.1", "libresolv.so.2", "libnss_dns.so.2", "libnss_files.so.2");
    private static final Pattern RESOLVED = Pattern.compile("(/[^ ]+) \\(0x");
    private static final int USER = 65532;
    private static final String TAR = "application/vnd.oci.image.layer.v1.tar+gzip";

    private final String version;
    private final FileTime time;
    private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    OciImage(String version, FileTime time) {
        this.version = version;
        this.time = time;
    }

    /** @param tree of the release for this machine's platform; it is left as it is */
    Path make(Platform platform, Path tree, Path target) throws IOException, InterruptedException, GeneralSecurityException {
        Path work = target.resolve("trees").resolve("oci");
        ReleaseTree.delete(work);
        Path system = work.resolve("system");
        system(system);
        Path release = work.resolve("release");
        Files.createDirectories(release.resolve("opt"));
        ReleaseTree.copy(tree, release.resolve("opt/earshot"));
        Files.writeString(release.resolve("opt/earshot/packaging"), "image\n");
        Path layout = work.resolve("layout");
        Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
        List<Map<String, Object>> layers = new ArrayList<>();
        List<String> contents = new ArrayList<>();
        for (Path layer : List.of(system, release)) {
            new ReleaseTree(null, time).touch(layer);
            layers.add(layer(layer, work.resolve("layer"), blobs, contents));
        }
        Map<String, Object> config = blob(blobs, "application/vnd.oci.image.config.v1+json", config(platform, contents));
        Map<String, Object> manifest = blob(blobs, "application/vnd.oci.image.manifest.v1+json", Map.of("schemaVersion", 2,
                "mediaType", "application/vnd.oci.image.manifest.v1+json", "config", config, "layers", layers));
        manifest.put("annotations", Map.of("org.opencontainers.image.ref.name", "earshot:" + version));
        Files.writeString(layout.resolve("oci-layout"), json.writeValueAsString(Map.of("imageLayoutVersion", "1.0.0")));
        Files.writeString(layout.resolve("index.json"), json.writeValueAsString(Map.of("schemaVersion", 2, "manifests", List.of(manifest))));
        Path file = target.resolve("earshot-" + version + "-" + platform + "-oci.tar");
        try (var out = Files.newOutputStream(file)) {
            new Archives(time).tar(layout, "", out);
        }
        // The root file system that a container sees; tests run it.
        Path root = target.resolve("trees").resolve("image");
        ReleaseTree.delete(root);
        ReleaseTree.copy(system, root);
        ReleaseTree.copy(release.resolve("opt"), root.resolve("opt"));
        ReleaseTree.delete(work);
        return file;
    }

    private Map<String, Object> layer(Path layer, Path scratch, Path blobs, List<String> contents) throws IOException, GeneralSecurityException {
        try (var out = Files.newOutputStream(scratch)) {
            new Archives(time).tar(layer, "", out);
        }
        contents.add("sha256:" + Sums.sha256(scratch));
        new Archives(time).tarGz(layer, "", scratch);
        return stored(blobs, scratch, TAR);
    }

    private Map<String, Object> blob(Path blobs, String type, Object content) throws IOException, GeneralSecurityException {
        Path scratch = Files.write(blobs.resolveSibling("scratch"), json.writeValueAsBytes(content));
        return stored(blobs, scratch, type);
    }

    private static Map<String, Object> stored(Path blobs, Path scratch, String type) throws IOException, GeneralSecurityException {
        String digest = Sums.sha256(scratch);
        Map<String, Object> descriptor = new TreeMap<>(Map.of("mediaType", type, "digest", "sha256:" + digest, "size", Files.size(scratch)));
        Files.move(scratch, blobs.resolve(digest));
        return descriptor;
    }

    private Map<String, Object> config(Platform platform, List<String> contents) throws JsonProcessingException {
        List<String> check = List.of("CMD", "/opt/earshot/earshot", "ps");
        Map<String, Object> run = new TreeMap<>(Map.of(
                "User", USER + ":" + USER, "Entrypoint", List.of("/opt/earshot/earshot"), "Cmd", List.of("serve"), "WorkingDir", "/data",
                "Env", List.of("PATH=/usr/bin", "HOME=/data", "EARSHOT_DATA=/data", "EARSHOT_HOST=0.0.0.0", "LANG=C.UTF-8"),
                "ExposedPorts", Map.of("8378/tcp", Map.of()), "Volumes", Map.of("/data", Map.of()), "StopSignal", "SIGTERM",
                "Healthcheck", Map.of("Test", check, "Interval", 60_000_000_000L, "Timeout", 10_000_000_000L, "StartPeriod", 20_000_000_000L),
                "Labels", Map.of("org.opencontainers.image.version", version, "org.opencontainers.image.title", "earshot", "org.opencontainers.image.licenses",
                        "Apache-2.0")));
        return Map.of("architecture", platform.arch().equals("x86_64") ? "amd64" : "arm64", "os", "linux", "created", time.toInstant().toString(),
                "config", run,
                "rootfs", Map.of("type", "layers", "diff_ids", contents));
    }

    /** The programs and C libraries of this machine that the release needs, at their own places. */
    private static void system(Path root) throws IOException, InterruptedException {
        TreeSet<Path> files = new TreeSet<>();
        for (String program : PROGRAMS) {
            Path file = Stream.of("/usr/bin", "/bin").map(folder -> Path.of(folder, program)).filter(Files::isExecutable).findFirst()
                    .orElseThrow(() -> new IOException("the image needs " + program + ", which is not on this machine")).toRealPath();
            add(root, Path.of("/usr/bin", program), file);
            files.addAll(needed(file));
        }
        Path libraries = Path.of("/usr/lib/" + System.getProperty("os.arch").replace("amd64", "x86_64") + "-linux-gnu");
        for (String library : LIBRARIES) {
            files.add(libraries.resolve(library));
            files.addAll(needed(libraries.resolve(library)));
        }
        for (Path file : files) {
            add(root, file, file.toRealPath());
        }
        Files.createSymbolicLink(Files.createDirectories(root.resolve("usr/bin")).resolve("sh"), Path.of("bash"));
        Files.createSymbolicLink(root.resolve("bin"), Path.of("usr/bin"));
        for (String folder : List.of("tmp", "data", "proc", "dev", "etc", "run")) {
            Files.createDirectories(root.resolve(folder));
        }
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/:/bin/false\nearshot:x:" + USER + ":" + USER + "::/data:/bin/false\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nearshot:x:" + USER + ":\n");
        Files.writeString(root.resolve("etc/nsswitch.conf"), "hosts: files dns\n");
    }

    private static void add(Path root, Path name, Path file) throws IOException {
        Path copy = root.resolve(name.toString().substring(1));
        Files.createDirectories(copy.getParent());
        if (!Files.exists(copy)) {
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** What the dynamic linker loads for it. */
    private static List<Path> needed(Path file) throws IOException, InterruptedException {
        Process ldd = new ProcessBuilder("ldd", file.toString()).redirectErrorStream(true).start();
        List<Path> needed = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(ldd.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().map(RESOLVED::matcher).filter(Matcher::find).map(found -> Path.of(found.group(1))).forEach(needed::add);
        }
        ldd.waitFor();
        return needed;
    }
}
