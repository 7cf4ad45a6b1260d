package dev.earshot.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and folders that only their owner may read: what is kept holds what people said. Where the file system knows no modes, nothing. */
public final class OwnerOnly {

    private static final String FILE = "rw-------";
    private static final String FOLDER = "rwx------";

    private OwnerOnly() {
    }

    /** For a file that is created at a path. */
    public static FileAttribute<?>[] file(Path path) {
        return attributes(path, FILE);
    }

    /** Makes a folder, with those above it, that is not there. */
    public static Path createFolder(Path folder) throws IOException {
        // Earlier versions of Java 17 fail at a link to a folder.
        return Files.isDirectory(folder) ? folder : Files.createDirectories(folder, attributes(folder, FOLDER));
    }

    /** Makes an empty file that is not there. */
    public static void createFile(Path file) throws IOException {
        try {
            Files.createFile(file, file(file));
        } catch (FileAlreadyExistsException e) {
            // As it is to be.
        }
    }

    /** Writes a file whole or not at all, also through a crash. What a kill leaves beside it is {@code .NAME*.part}. Blocking. */
    public static void write(Path file, String text) throws IOException {
        Path part = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".part", file(file));
        try {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Changes what is there already, links left alone. */
    public static void restrictFile(Path file) throws IOException {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            restrict(file, FILE);
        }
    }

    /** Changes what is there already, links left alone. */
    public static void restrictFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            restrict(folder, FOLDER);
        }
    }

    private static void restrict(Path path, String mode) throws IOException {
        Set<PosixFilePermission> wanted = PosixFilePermissions.fromString(mode);
        if (posix(path) && !Files.getPosixFilePermissions(path).equals(wanted)) {
            Files.setPosixFilePermissions(path, wanted);
        }
    }

    private static FileAttribute<?>[] attributes(Path path, String mode) {
        return posix(path) ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    /** Whether files there have modes. */
    public static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
