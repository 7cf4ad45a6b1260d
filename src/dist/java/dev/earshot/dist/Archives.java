package dev.earshot.dist;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/** Writes archives whose bytes depend on nothing but what is in them: sorted, one time, no owner. */
final class Archives {

    private static final int FILE = 0644;
    private static final int PROGRAM = 0755;
    private static final int UNIX_FILE = 0100000;
    private static final int UNIX_FOLDER = 0040000;

    private final FileTime time;

    Archives(FileTime time) {
        this.time = time;
    }

    /** @param name of the one folder in the archive, or empty for none */
    void tarGz(Path tree, String name, Path target) throws IOException {
        GzipParameters parameters = new GzipParameters();
        parameters.setCompressionLevel(Deflater.BEST_COMPRESSION);
        parameters.setOperatingSystem(255);
        try (OutputStream file = Files.newOutputStream(target); OutputStream gzip = new GzipCompressorOutputStream(file, parameters)) {
            tar(tree, name, gzip);
        }
    }

    /** Leaves the stream open. */
    void tar(Path tree, String name, OutputStream target) throws IOException {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(target, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        for (Path file : files(tree)) {
            String path = path(tree, name, file);
            if (Files.isSymbolicLink(file)) {
                TarArchiveEntry link = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
                link.setLinkName(Files.readSymbolicLink(file).toString());
                put(tar, link, 0777);
            } else if (Files.isDirectory(file)) {
                put(tar, new TarArchiveEntry(path + "/"), PROGRAM);
            } else {
                TarArchiveEntry entry = new TarArchiveEntry(path);
                entry.setSize(Files.size(file));
                entry.setModTime(time);
                entry.setMode(Files.isExecutable(file) ? PROGRAM : FILE);
                tar.putArchiveEntry(entry);
                Files.copy(file, tar);
                tar.closeArchiveEntry();
            }
        }
        tar.finish();
        tar.flush();
    }

    private void put(TarArchiveOutputStream tar, TarArchiveEntry entry, int mode) throws IOException {
        entry.setModTime(time);
        entry.setMode(mode);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    void zip(Path tree, String name, Path target) throws IOException {
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(target)) {
            zip.setLevel(Deflater.BEST_COMPRESSION);
            for (Path file : files(tree)) {
                boolean folder = Files.isDirectory(file);
                ZipArchiveEntry entry = new ZipArchiveEntry(path(tree, name, file) + (folder ? "/" : ""));
                entry.setTime(time);
                entry.setUnixMode(folder ? UNIX_FOLDER | PROGRAM : UNIX_FILE | (Files.isExecutable(file) ? PROGRAM : FILE));
                zip.putArchiveEntry(entry);
                if (!folder) {
                    Files.copy(file, zip);
                }
                zip.closeArchiveEntry();
            }
        }
    }

    private static List<Path> files(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            return all.filter(file -> !file.equals(tree)).sorted().toList();
        }
    }

    private static String path(Path tree, String name, Path file) {
        String path = tree.relativize(file).toString().replace('\\', '/');
        return name.isEmpty() ? path : name + "/" + path;
    }
}
