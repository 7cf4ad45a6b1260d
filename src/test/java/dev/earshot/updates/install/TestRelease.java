package dev.earshot.updates.install;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Releases as whoever has a key makes them, and as attackers would. */
public final class TestRelease {

    static final FileTime TIME = FileTime.from(Instant.parse("2026-11-22T00:00:00Z"));
    private static final KeyPair KEYS = keys();

    private TestRelease() {
    }

    static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** That {@link #sign} uses, as a setting has it. */
    public static String publicKey() {
        return text(KEYS);
    }

    static String text(KeyPair keys) {
        return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    }

    static String signature(String text, KeyPair keys) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign()) + "\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String sums(String version, Path... files) throws IOException {
        StringBuilder text = new StringBuilder("# earshot " + version + "\n");
        for (Path file : files) {
            text.append(sha256(file)).append("  ").append(file.getFileName()).append('\n');
        }
        return text.toString();
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the sums of an archive and their signature beside it. */
    public static void sign(String version, Path archive) throws IOException {
        String text = sums(version, archive);
        Files.writeString(archive.resolveSibling("SHA256SUMS"), text);
        Files.writeString(archive.resolveSibling("SHA256SUMS.sig"), signature(text, KEYS));
    }

    /** An archive of a folder, with its one top folder. */
    public static Path archive(Path tree, String version, Path folder) throws IOException {
        return tarGz(folder.resolve(Installation.archiveName(version)), tar -> {
            try (Stream<Path> all = Files.walk(tree)) {
                all.sorted().forEach(file -> add(tar, "earshot-" + version + "/" + tree.relativize(file), file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void add(TarArchiveOutputStream tar, String name, Path file) {
        try {
            byte[] content = Files.isDirectory(file) ? null : Files.readAllBytes(file);
            put(tar, content == null && !name.endsWith("/") ? name + "/" : name, content, Files.isExecutable(file) ? 0755 : 0644);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path tarGz(Path file, Consumer<TarArchiveOutputStream> content) throws IOException {
        try (OutputStream out = Files.newOutputStream(file); TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out), "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            content.accept(tar);
        }
        return file;
    }

    /** @param content null for a folder */
    static void put(TarArchiveOutputStream tar, String name, byte[] content, int mode) {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(content == null ? 0 : content.length);
        entry.setMode(mode);
        put(tar, entry, content);
    }

    static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] content) {
        try {
            entry.setModTime(TIME);
            tar.putArchiveEntry(entry);
            if (content != null) {
                tar.write(content);
            }
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The least that is a release. */
    static void content(TarArchiveOutputStream tar, String version) {
        String top = "earshot-" + version;
        put(tar, top + "/", null, 0755);
        put(tar, top + "/VERSION", (version + "\n").getBytes(StandardCharsets.UTF_8), 0644);
        put(tar, top + "/packaging", "archive\n".getBytes(StandardCharsets.UTF_8), 0644);
        put(tar, top + "/earshot", "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8), 0755);
    }

    /** An installation of one version, without content. */
    static Installation installed(Path app, String version) throws IOException {
        version(app, version);
        Files.createSymbolicLink(app.resolve("current"), Path.of(version));
        return Installation.of(app.resolve(version), true);
    }

    static Path version(Path app, String version) throws IOException {
        Path folder = Files.createDirectories(app.resolve(version));
        Files.writeString(folder.resolve("VERSION"), version + "\n");
        Files.writeString(folder.resolve("packaging"), "archive\n");
        Files.writeString(folder.resolve("earshot"), "#!/bin/sh\n").toFile().setExecutable(true);
        return folder;
    }

    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }
}
