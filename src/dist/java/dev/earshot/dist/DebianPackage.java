package dev.earshot.dist;

import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A package for Debian and Ubuntu: the release in {@code /usr/lib/earshot}, a user of its own, a systemd unit, data in {@code /var/lib/earshot}.
 * Format: deb(5).
 */
final class DebianPackage {

    private static final int FILE = 0100644;
    private static final String CONFIGURATION = "/etc/earshot/earshot.yaml";

    private final Path project;
    private final String version;
    private final FileTime time;

    DebianPackage(Path project, String version, FileTime time) {
        this.project = project;
        this.version = version;
        this.time = time;
    }

    /** @param tree of the release; it is left as it is */
    Path make(Platform platform, Path tree, Path target) throws IOException, GeneralSecurityException {
        String architecture = platform.arch().equals("x86_64") ? "amd64" : "arm64";
        Path work = target.resolve("trees").resolve("deb-" + architecture);
        ReleaseTree.delete(work);
        Path data = work.resolve("data");
        lay(tree, data);
        Path control = work.resolve("control");
        describe(architecture, data, control);
        ReleaseTree release = new ReleaseTree(project, time);
        release.touch(data);
        release.touch(control);
        Archives archives = new Archives(time);
        archives.tarGz(control, ".", work.resolve("control.tar.gz"));
        archives.tarGz(data, ".", work.resolve("data.tar.gz"));
        // A pre-release precedes its release, which Debian's order says with a tilde.
        Path file = target.resolve("earshot_" + version.replaceFirst("-", "~") + "_" + architecture + ".deb");
        try (ArArchiveOutputStream ar = new ArArchiveOutputStream(Files.newOutputStream(file))) {
            add(ar, "debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII));
            add(ar, "control.tar.gz", Files.readAllBytes(work.resolve("control.tar.gz")));
            add(ar, "data.tar.gz", Files.readAllBytes(work.resolve("data.tar.gz")));
        }
        ReleaseTree.delete(work);
        return file;
    }

    private void lay(Path tree, Path data) throws IOException {
        Path home = data.resolve("usr/lib/earshot");
        Files.createDirectories(home.getParent());
        ReleaseTree.copy(tree, home);
        Files.writeString(home.resolve("packaging"), "deb\n");
        Files.createDirectories(data.resolve("usr/bin"));
        Files.createSymbolicLink(data.resolve("usr/bin/earshot"), Path.of("../lib/earshot/earshot"));
        copy(project.resolve("src/dist/debian/earshot.service"), data.resolve("usr/lib/systemd/system/earshot.service"));
        copy(tree.resolve("conf/earshot.yaml"), data.resolve(CONFIGURATION.substring(1)));
        copy(tree.resolve("NOTICE"), data.resolve("usr/share/doc/earshot/copyright"));
        copy(project.resolve("README.md"), data.resolve("usr/share/doc/earshot/README.md"));
    }

    private void describe(String architecture, Path data, Path control) throws IOException, GeneralSecurityException {
        Files.createDirectories(control);
        Files.writeString(control.resolve("control"), """
                Package: earshot
                Version: %s
                Architecture: %s
                Maintainer: The Earshot project <earshot@localhost>
                Installed-Size: %d
                Depends: bash, libc6 (>= 2.31), libgcc-s1, libgomp1, libstdc++6, passwd
                Section: sound
                Priority: optional
                Homepage: https://github.com/earshot-dev/earshot
                Description: self-hosted speech to text
                 Earshot keeps a Whisper model in memory only while it is needed, and transcribes
                 recordings through a web page, a terminal and an OpenAI-compatible HTTP API.
                """.formatted(version.replaceFirst("-", "~"), architecture, sizeKb(data)));
        Files.writeString(control.resolve("conffiles"), CONFIGURATION + "\n");
        for (String script : List.of("postinst", "prerm", "postrm")) {
            copy(project.resolve("src/dist/debian").resolve(script), control.resolve(script));
            control.resolve(script).toFile().setExecutable(true, false);
        }
        Files.writeString(control.resolve("md5sums"), md5sums(data));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to);
    }

    private static long sizeKb(Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            return all.filter(Files::isRegularFile).mapToLong(file -> (file.toFile().length() + 1023) / 1024).sum();
        }
    }

    private static String md5sums(Path data) throws IOException, GeneralSecurityException {
        StringBuilder sums = new StringBuilder();
        try (Stream<Path> all = Files.walk(data)) {
            for (Path file : all.filter(file -> Files.isRegularFile(file) && !Files.isSymbolicLink(file) && !file.startsWith(data.resolve("etc"))).sorted()
                    .toList()) {
                MessageDigest digest = MessageDigest.getInstance("MD5");
                try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
                sums.append(HexFormat.of().formatHex(digest.digest())).append("  ").append(data.relativize(file)).append('\n');
            }
        }
        return sums.toString();
    }

    private void add(ArArchiveOutputStream ar, String name, byte[] content) throws IOException {
        ar.putArchiveEntry(new ArArchiveEntry(name, content.length, 0, 0, FILE, time.toMillis() / 1000));
        ar.write(content);
        ar.closeArchiveEntry();
    }
}
