package dev.earshot.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Replaces files whole. The promise, for all that is written here: whoever opens the file sees what it was before or all of what it is now, also
 * after a kill or a power cut; and once a method returns, what it wrote survives a power cut. Where one fails, the file is what it was.
 *
 * <p>The content is written under another name in the same folder, flushed to the disk, given its name by an atomic rename, and the folder is flushed
 * (where that is possible: Windows and some network file systems refuse). A failure removes the temporary file. A kill may leave it: what matches
 * {@link #leftovers} is removed at a later start; a temporary file whose name was given is overwritten by the next attempt. Blocking;
 * thread-safe, and safe beside other processes where the temporary name is not given.
 */
public final class AtomicFile {

    /** Of a temporary file whose name is not given. */
    private static final String SUFFIX = ".part";
    private static final int BLOCK_BYTES = 64 * 1024;
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final Set<OpenOption> OVER = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING, LinkOption.NOFOLLOW_LINKS);
    private static final AtomicFile ON_DISK = new AtomicFile(new Disk());

    /** Who may read a file. */
    public enum Access {
        OWNER,
        /** As the process' umask says. */
        SHARED
    }

    /** The steps of which a replacement consists; a test lets each fail. */
    static class Disk {

        FileChannel open(Path part, Set<OpenOption> options, FileAttribute<?>... attributes) throws IOException {
            return FileChannel.open(part, options, attributes);
        }

        void write(FileChannel channel, ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        void force(FileChannel channel) throws IOException {
            channel.force(true);
        }

        void rename(Path part, Path file) throws IOException {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        void forceFolder(Path folder) throws IOException {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }

        void delete(Path part) throws IOException {
            Files.deleteIfExists(part);
        }
    }

    private final Disk disk;

    AtomicFile(Disk disk) {
        this.disk = disk;
    }

    /** Replaces a file by text that only its owner may read. */
    public static void write(Path file, String text) throws IOException {
        write(file, stream(text));
    }

    /** Replaces a file by the rest of a stream; only its owner may read it. */
    public static void write(Path file, InputStream content) throws IOException {
        ON_DISK.replace(file, temporary(file), NEW, Access.OWNER, content);
    }

    /**
     * Replaces a file by text, by way of a temporary file of a given name, for folders that are never swept.
     *
     * @param part in the same folder; nobody else may write to it meanwhile
     */
    public static void write(Path file, Path part, Access access, String text) throws IOException {
        ON_DISK.replace(file, part, OVER, access, stream(text));
    }

    /**
     * Gives a file or folder that is complete, and whose content was flushed, its name.
     *
     * @param part in the same folder as the file
     */
    public static void install(Path part, Path file) throws IOException {
        ON_DISK.put(part, file);
    }

    /**
     * A glob of the temporary files that killed processes may have left of some files.
     *
     * @param names a glob of the names of the files
     */
    public static String leftovers(String names) {
        return "." + names + ".????????" + SUFFIX;
    }

    void replace(Path file, Path part, Set<OpenOption> options, Access access, InputStream content) throws IOException {
        try {
            FileAttribute<?>[] attributes = access == Access.OWNER ? OwnerOnly.file(part) : new FileAttribute<?>[0];
            try (FileChannel channel = disk.open(part, options, attributes)) {
                byte[] block = new byte[BLOCK_BYTES];
                for (int read = content.read(block); read >= 0; read = content.read(block)) {
                    disk.write(channel, ByteBuffer.wrap(block, 0, read));
                }
                disk.force(channel);
            }
            put(part, file);
        } catch (IOException | RuntimeException | Error e) {
            try {
                disk.delete(part);
            } catch (IOException stays) {
                e.addSuppressed(stays);
            }
            throw e;
        }
    }

    private void put(Path part, Path file) throws IOException {
        disk.rename(part, file);
        try {
            disk.forceFolder(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            // The file has its name. That its folder cannot be flushed takes back nothing but the promise about power cuts.
        }
    }

    static Path temporary(Path file) {
        return file.resolveSibling("." + file.getFileName() + "." + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()) + SUFFIX);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
