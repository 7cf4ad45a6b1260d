package dev.earshot.dist;

import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Copies the libraries without what other platforms need, and without what nothing here reads. The same input gives the same bytes. */
final class PlatformJars {

    /** Folders of natives, one level of which names a platform. */
    private static final Pattern JNA = Pattern.compile("com/sun/jna/([a-z0-9]+-[a-z0-9-]+)/.*\\.(?:so|dll|jnilib|a)");
    private static final Pattern SQLITE = Pattern.compile("org/sqlite/native/(\\w[\\w-]*/\\w+)/.*");
    private static final Pattern WHISPER = Pattern.compile("((?:debian|macos|win)-\\w+)/.*");
    /** FFmpeg's Java binding (only the program is used), and what of lit-html a browser does not load. */
    private static final List<Pattern> UNUSED = List.of(
            Pattern.compile("org/bytedeco/ffmpeg/[^/]+/(?:(?:lib)?jni.*|ffprobe.*)"),
            Pattern.compile("META-INF/native-image/.*"),
            Pattern.compile("META-INF/resources/webjars/lit-html/[^/]+/(?:node/|development/|.*\\.(?:map|d\\.ts)$).*"));

    private final Platform platform;
    private final FileTime time;

    PlatformJars(Platform platform, FileTime time) {
        this.platform = platform;
        this.time = time;
    }

    void copy(List<Path> jars, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Path jar : jars) {
            Path copy = folder.resolve(jar.getFileName());
            try (ZipFile from = new ZipFile(jar.toFile())) {
                if (from.stream().allMatch(entry -> isNeeded(entry.getName()))) {
                    Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
                } else {
                    copyNeeded(from, copy);
                }
            }
        }
    }

    private void copyNeeded(ZipFile from, Path copy) throws IOException {
        try (ZipArchiveOutputStream to = new ZipArchiveOutputStream(copy)) {
            to.setLevel(Deflater.BEST_COMPRESSION);
            for (ZipEntry entry : sorted(from.stream())) {
                write(from, entry, to);
            }
        }
    }

    private List<ZipEntry> sorted(Stream<? extends ZipEntry> entries) {
        // The manifest has to come first: Java's own tools expect that.
        return entries.filter(entry -> !entry.isDirectory() && isNeeded(entry.getName())).<ZipEntry>map(entry -> entry)
                .sorted(Comparator.comparing((ZipEntry entry) -> !entry.getName().equals("META-INF/MANIFEST.MF")).thenComparing(ZipEntry::getName)).toList();
    }

    private void write(ZipFile from, ZipEntry entry, ZipArchiveOutputStream to) throws IOException {
        ZipArchiveEntry copy = new ZipArchiveEntry(entry.getName());
        copy.setTime(time);
        to.putArchiveEntry(copy);
        from.getInputStream(entry).transferTo(to);
        to.closeArchiveEntry();
    }

    private boolean isNeeded(String name) {
        return isOurs(JNA, name, platform.jna()) && isOurs(SQLITE, name, platform.sqlite()) && isOurs(WHISPER, name, platform.whisper())
                && UNUSED.stream().noneMatch(unused -> unused.matcher(name).matches());
    }

    private static boolean isOurs(Pattern natives, String name, String folder) {
        var match = natives.matcher(name);
        return !match.matches() || match.group(1).equals(folder);
    }
}
