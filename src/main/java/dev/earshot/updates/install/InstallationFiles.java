package dev.earshot.updates.install;

import dev.earshot.files.AtomicFile;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * What an update does to the disk, one step a method; a test kills the process at each. Blocking.
 */
class InstallationFiles {

    /** Replaces a file by text; see {@link AtomicFile}. */
    void write(Path file, String text) throws IOException {
        AtomicFile.write(file, file.resolveSibling(file.getFileName() + ".part"), AtomicFile.Access.SHARED, text);
    }

    /** Gives a complete folder its name. */
    void install(Path folder, Path name) throws IOException {
        AtomicFile.install(folder, name);
    }

    /** Makes a link lead elsewhere, in one step. */
    void link(Path link, String target) throws IOException {
        Path part = link.resolveSibling(link.getFileName() + ".part");
        Files.deleteIfExists(part);
        Files.createSymbolicLink(part, Path.of(target));
        AtomicFile.install(part, link);
    }

    /** Removes a folder with all in it; links in it are removed, and not what they lead to. */
    void delete(Path folder) throws IOException {
        if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Removes a version: under its name it is whole until it is gone. */
    void remove(Path version) throws IOException {
        Path removed = version.resolveSibling(".removed");
        delete(removed);
        if (Files.exists(version, LinkOption.NOFOLLOW_LINKS)) {
            AtomicFile.install(version, removed);
            delete(removed);
        }
    }

    /** Has the disk hold a folder's names. */
    static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
