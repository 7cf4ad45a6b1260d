package dev.earshot.engine.whisper.binding;

import dev.earshot.files.AtomicFile;
import dev.earshot.files.OwnerOnly;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * A folder with the native libraries that whisper-jni and JNA package, {@code <data>/native/whisper-<their checksum>}: unpacked once a version, for all engine
 * processes, instead of at each start. Each file gets its name when it is whole, so that a kill leaves no half one, and several processes that
 * unpack at once write the same.
 */
public record NativeFolder(Path folder) {

    private static final String PARENT = "native";
    private static final String NAME = "whisper-";

    /**
     * The folder for this machine, with all that belongs there. Blocking.
     *
     * @return empty where nothing is packaged for this machine
     */
    public static Optional<NativeFolder> unpack(Path data) throws IOException {
        Optional<NativePlatform> platform = NativePlatform.of(System.getProperty("os.name"), System.getProperty("os.arch"), cpuInfo());
        return platform.isEmpty() ? Optional.empty() : Optional.of(unpack(data, platform.get(), NativeFolder.class.getClassLoader()));
    }

    static NativeFolder unpack(Path data, NativePlatform platform, ClassLoader packages) throws IOException {
        Map<String, URLConnection> sources = new LinkedHashMap<>();
        CRC32 version = new CRC32();
        for (Map.Entry<String, String> entry : platform.resources().entrySet()) {
            URL resource = packages.getResource(entry.getValue());
            if (resource == null) {
                throw new FileNotFoundException(entry.getValue() + " is not packaged");
            }
            URLConnection source = resource.openConnection();
            sources.put(entry.getKey(), source);
            version.update((entry.getKey() + " " + checksum(source) + "\n").getBytes());
        }
        Path folder = data.toAbsolutePath().resolve(PARENT).resolve(NAME + Long.toHexString(version.getValue()));
        boolean fresh = !Files.isDirectory(folder);
        OwnerOnly.createFolder(folder.getParent());
        OwnerOnly.createFolder(folder);
        for (Map.Entry<String, URLConnection> source : sources.entrySet()) {
            Path file = folder.resolve(source.getKey());
            if (!Files.isRegularFile(file) || Files.size(file) != source.getValue().getContentLengthLong()) {
                try (InputStream in = source.getValue().getInputStream()) {
                    AtomicFile.write(file, in);
                }
            }
        }
        if (fresh) {
            removeOthers(folder);
        }
        return new NativeFolder(folder);
    }

    /** The file with whisper.cpp's C API, where this machine's package has one that can be bound. */
    public Optional<Path> whisper() {
        return NativePlatform.of(System.getProperty("os.name"), System.getProperty("os.arch"), "").map(NativePlatform::whisper).map(folder::resolve);
    }

    /** Tells whisper-jni and JNA, which both ask when their first class is used, to load from here, and to look nowhere else. */
    public void use() {
        System.setProperty("io.github.givimad.whisperjni.libdir", folder.toString());
        System.setProperty("jna.boot.library.path", folder.toString());
        System.setProperty("jna.nosys", "true");
        System.setProperty("jna.nounpack", "true");
        // Else JNA starts ldconfig to learn where the system has its libraries.
        System.setProperty("jna.platform.library.path", folder.toString());
    }

    private static long checksum(URLConnection source) throws IOException {
        if (source instanceof JarURLConnection jar) {
            return jar.getJarEntry().getCrc();
        }
        try (CheckedInputStream in = new CheckedInputStream(source.getURL().openStream(), new CRC32())) {
            in.skipNBytes(source.getContentLengthLong());
            return in.getChecksum().getValue();
        }
    }

    private static void removeOthers(Path folder) {
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(folder.getParent(),
                version -> version.getFileName().toString().startsWith(NAME) && !version.equals(folder))) {
            for (Path version : versions) {
                delete(version);
            }
        } catch (IOException e) {
            // They take room and do no harm.
        }
    }

    private static void delete(Path version) {
        try (Stream<Path> files = Files.walk(version)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // Another process removes it, too.
        }
    }

    private static String cpuInfo() {
        try {
            return Files.readString(Path.of("/proc/cpuinfo"));
        } catch (IOException e) {
            return "";
        }
    }
}
