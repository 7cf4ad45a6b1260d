package dev.earshot.audio;

import dev.earshot.bus.FailureReason;
import dev.earshot.bus.Fault;
import dev.earshot.files.AtomicFile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The ffmpeg executable to use: the configured one; else the one in bytedeco's jar, unpacked into {@code <data>/native} once; else
 * the one on the PATH.
 *
 * @param libraries the folder of its shared libraries, or null where it finds them itself
 */
record FfmpegBinary(Path executable, Path libraries) {

    private static final String JAR_FOLDER = "org/bytedeco/ffmpeg/";
    private static final String PART = ".part-";
    private static final String LOCK = "lock";
    /** File locks exclude other processes only; this excludes other threads. */
    private static final Object UNPACKING = new Object();

    /**
     * @param configured {@code audio.ffmpeg}, may be empty
     * @param data       the data directory
     * @throws Fault {@code bad-audio} if there is none
     */
    static FfmpegBinary find(String configured, Path data) {
        if (!configured.isBlank()) {
            return new FfmpegBinary(Path.of(configured), null);
        }
        String platform = platform();
        URL packed = FfmpegBinary.class.getClassLoader().getResource(JAR_FOLDER + platform + "/" + executableName());
        if (packed != null) {
            Path folder = unpack(packed, JAR_FOLDER + platform + "/", data.resolve("native"));
            return new FfmpegBinary(folder.resolve(executableName()), folder);
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator)).filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, executableName())).filter(Files::isExecutable).findFirst()
                .map(file -> new FfmpegBinary(file, null))
                .orElseThrow(() -> new Fault(Fault.Code.BAD_AUDIO, "Files of this kind need ffmpeg, which was not found. Install it, or set"
                        + " audio.ffmpeg to its path; WAV files work without it."));
    }

    /**
     * Unpacks into a temporary folder and moves that into place, so that nobody sees a part of it. Only one thread of one process does
     * this at a time.
     */
    @SuppressWarnings("try") // the lock is held, not used
    private static Path unpack(URL packed, String prefix, Path nativeFolder) {
        try {
            JarURLConnection connection = (JarURLConnection) packed.openConnection();
            connection.setUseCaches(false);
            try (JarFile jar = connection.getJarFile()) {
                String name = Path.of(jar.getName()).getFileName().toString().replaceAll("\\.jar$", "");
                Path target = nativeFolder.resolve(name);
                List<JarEntry> entries = jar.stream().filter(entry -> isNeeded(entry.getName(), prefix)).toList();
                if (isComplete(target, entries, prefix)) {
                    return target;
                }
                Files.createDirectories(nativeFolder);
                synchronized (UNPACKING) {
                    try (FileChannel lock = FileChannel.open(nativeFolder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                         FileLock held = lock.lock()) {
                        sweepLocked(nativeFolder);
                        if (!isComplete(target, entries, prefix)) {
                            delete(target);
                            Path part = Files.createTempDirectory(nativeFolder, name + PART);
                            for (JarEntry entry : entries) {
                                try (InputStream in = jar.getInputStream(entry)) {
                                    copy(in, part.resolve(fileName(entry.getName().substring(prefix.length()))));
                                }
                            }
                            AtomicFile.install(part, target);
                        }
                    }
                }
                return target;
            }
        } catch (IOException e) {
            throw new Fault(Fault.Code.INTERNAL, "ffmpeg cannot be unpacked into the data directory (" + FailureReason.of(e) + ").", e);
        }
    }

    /** Whether all files have their full length, which they may not have after a crash of the machine. */
    private static boolean isComplete(Path target, List<JarEntry> entries, String prefix) {
        return entries.stream().allMatch(entry ->
                target.resolve(fileName(entry.getName().substring(prefix.length()))).toFile().length() == entry.getSize());
    }

    /** Removes what processes killed while unpacking have left, unless one is unpacking now. Blocking. */
    @SuppressWarnings("try") // the lock is held, not used
    static void sweep(Path data) {
        Path nativeFolder = data.resolve("native");
        if (!Files.exists(nativeFolder.resolve(LOCK))) {
            return;
        }
        synchronized (UNPACKING) {
            try (FileChannel lock = FileChannel.open(nativeFolder.resolve(LOCK), StandardOpenOption.WRITE); FileLock held = lock.tryLock()) {
                if (held != null) {
                    sweepLocked(nativeFolder);
                }
            } catch (IOException e) {
                // Leftovers do no harm; the next start tries again.
            }
        }
    }

    private static void sweepLocked(Path nativeFolder) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(nativeFolder, "*" + PART + "*")) {
            parts.forEach(FfmpegBinary::delete);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // It does not exist, or is removed at the next start.
        }
    }

    private static void copy(InputStream in, Path file) throws IOException {
        AtomicFile.write(file, in);
        file.toFile().setExecutable(true, true);
    }

    /** The executable and the libraries it loads; neither ffprobe nor those of the Java binding, which are named libjni... */
    private static boolean isNeeded(String entry, String prefix) {
        if (!entry.startsWith(prefix)) {
            return false;
        }
        String name = entry.substring(prefix.length());
        return name.equals(executableName()) || name.matches("(lib(av|sw|va|drm).*\\.(so|dylib).*|(av|sw)[a-z]+-\\d+\\.dll)");
    }

    /** libva is loaded by its versioned name, but packed without the version. */
    private static String fileName(String name) {
        return name.matches("libva(-drm)?\\.so") ? name + ".2" : name;
    }

    private static String executableName() {
        return windows() ? "ffmpeg.exe" : "ffmpeg";
    }

    private static boolean windows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    /** In JavaCPP's naming. */
    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (os.startsWith("windows") ? "windows" : os.startsWith("mac") ? "macosx" : "linux") + "-"
                + (arch.equals("amd64") || arch.equals("x86_64") ? "x86_64" : arch.equals("aarch64") ? "arm64" : arch);
    }
}
