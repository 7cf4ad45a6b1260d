package dev.earshot.bench;

import dev.earshot.updates.install.Installation;
import dev.earshot.updates.install.Updater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;

/**
 * An installation that updates itself, with this Earshot under a number of its own, and a release of it under a newer one, signed by a key of its own.
 * Its versions have the launcher, the samples and the settings of a release; the libraries are those of this process. Blocking.
 */
public final class TwoVersions {

    public static final String OLD = "9.0.0";
    public static final String NEW = "9.1.0";

    private final Path home;
    private final Path app;
    private final KeyPair keys;

    /**
     * @param home   this Earshot's own folder
     * @param folder empty
     */
    public TwoVersions(Path home, Path folder) throws IOException {
        this.home = home;
        this.app = folder.resolve("app");
        try {
            this.keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        tree(OLD, Files.createDirectories(app).resolve(OLD));
        Files.createSymbolicLink(app.resolve("current"), Path.of(OLD));
    }

    /** The folder of all versions. */
    public Path app() {
        return app;
    }

    /** What users start. */
    public Path launcher() {
        return app.resolve("current").resolve("earshot");
    }

    /** A key as the setting has it. */
    public String publicKey() {
        return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    }

    /** The newer version's folder before it is packed, to be spoilt. */
    public Path newer(Path folder) throws IOException {
        return tree(NEW, folder.resolve("earshot-" + NEW));
    }

    /** Packs a version and signs it; the files are as a release feed offers them. */
    public Path release(Path tree, Path folder) throws IOException {
        Path archive = Files.createDirectories(folder).resolve(Installation.archiveName(NEW));
        try (OutputStream out = Files.newOutputStream(archive); OutputStream gzip = new GZIPOutputStream(out) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        }; TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip, "UTF-8"); Stream<Path> all = Files.walk(tree)) {
            for (Path file : all.sorted().toList()) {
                TarArchiveEntry entry = new TarArchiveEntry(file, "earshot-" + NEW + "/" + tree.relativize(file));
                entry.setMode(Files.isExecutable(file) ? 0755 : 0644);
                tar.putArchiveEntry(entry);
                if (Files.isRegularFile(file)) {
                    Files.copy(file, tar);
                }
                tar.closeArchiveEntry();
            }
        }
        String sums = "# earshot " + NEW + "\n" + sha256(archive) + "  " + archive.getFileName() + "\n";
        Files.writeString(folder.resolve("SHA256SUMS"), sums);
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.getPrivate());
            signature.update(sums.getBytes(StandardCharsets.UTF_8));
            Files.writeString(folder.resolve("SHA256SUMS.sig"), Base64.getEncoder().encodeToString(signature.sign()) + "\n");
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        return archive;
    }

    /** Stages a release, as the service does after its download. */
    public void stage(Path archive) {
        new Updater(installation(OLD), List.of(publicKey())).stage(NEW, archive, archive.resolveSibling("SHA256SUMS"),
                archive.resolveSibling("SHA256SUMS.sig"));
    }

    public Installation installation(String version) {
        return new Installation(Installation.Kind.MANAGED, app.resolve(version), version);
    }

    private Path tree(String version, Path tree) throws IOException {
        Files.createDirectories(tree);
        for (String folder : List.of("conf", "samples")) {
            copy(home.resolve(folder), Files.createDirectories(tree.resolve(folder)));
        }
        Files.copy(home.resolve("earshot"), tree.resolve("earshot"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(tree.resolve("packaging"), "archive\n");
        Files.writeString(tree.resolve("VERSION"), version + "\n");
        jar(version, tree.resolve("earshot.jar"));
        return tree;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    /** The classes and resources of this Earshot with another version. */
    private static void jar(String version, Path jar) throws IOException {
        Path own = own();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "dev.earshot.Main");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", libraries(own)));
        try (OutputStream out = Files.newOutputStream(jar); JarOutputStream target = new JarOutputStream(out, manifest)) {
            target.setLevel(Deflater.BEST_SPEED);
            if (Files.isDirectory(own)) {
                entries(own, version, target);
            } else {
                try (FileSystem archive = FileSystems.newFileSystem(own)) {
                    entries(archive.getPath("/"), version, target);
                }
            }
        }
    }

    private static void entries(Path root, String version, JarOutputStream target) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString();
                if (name.equals("META-INF/MANIFEST.MF")) {
                    continue;
                }
                target.putNextEntry(new ZipEntry(name));
                try (InputStream in = name.equals("VERSION") ? new ByteArrayInputStream(version.getBytes(StandardCharsets.US_ASCII))
                        : Files.newInputStream(file)) {
                    in.transferTo(target);
                }
            }
        }
    }

    private static List<String> libraries(Path own) throws IOException {
        List<String> all = new ArrayList<>();
        if (!Files.isDirectory(own)) {
            try (Stream<Path> jars = Files.list(own.resolveSibling("lib"))) {
                jars.sorted().forEach(jar -> all.add(jar.toUri().toString()));
            }
            return all;
        }
        for (String entry : System.getProperty("java.class.path").split(System.getProperty("path.separator"))) {
            Path file = Path.of(entry).toAbsolutePath();
            if (Files.isRegularFile(file)) {
                all.add(file.toUri().toString());
            }
        }
        return all;
    }

    private static Path own() throws IOException {
        try {
            return Path.of(TwoVersions.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
