package dev.earshot.audio;

import dev.earshot.bus.Fault;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An open file. If it must be in certain folders, that is checked while opening, for its name may refer to another file a moment
 * later: each folder is opened relative to the one above it, without following links. A decoder, which opens files by name, is given
 * the name of the open descriptor; on systems without such names, the file behind the name is compared before and after. Blocking.
 */
final class AudioFile implements Closeable {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fdinfo");

    private final Path path;
    private final FileChannel channel;
    private final boolean restricted;
    private final Object fileKey;
    private boolean openedByName;

    private AudioFile(Path path, FileChannel channel, boolean restricted, Object fileKey) {
        this.path = path;
        this.channel = channel;
        this.restricted = restricted;
        this.fileKey = fileKey;
    }

    /**
     * @param roots the folders, in one of which it must be; null for anywhere
     * @throws Fault {@code forbidden} if it is not
     */
    static AudioFile open(Path path, List<String> roots) throws IOException {
        if (roots == null) {
            return new AudioFile(path, FileChannel.open(path, StandardOpenOption.READ), false, null);
        }
        Path real = path.toRealPath();
        for (String folder : roots) {
            Path root = Path.of(folder);
            if (Files.isDirectory(root) && real.startsWith(root.toRealPath())) {
                // Nothing is outside "/"; and a user who may read a file need not be able to list the folders above it.
                return root.toRealPath().getParent() == null ? open(real, null) : openWithin(root.toRealPath(), root.toRealPath().relativize(real));
            }
        }
        throw forbidden();
    }

    /** @param name relative to {@code root}; no part of it may be a link */
    static AudioFile openWithin(Path root, Path name) throws IOException {
        Path real = root.resolve(name);
        Object fileKey = fileKey(real);
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(root)) {
            FileChannel channel = folder instanceof SecureDirectoryStream<Path> secure ? descend(secure, name)
                    : FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            return new AudioFile(real, channel, true, fileKey);
        }
    }

    private static FileChannel descend(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        if (name.getNameCount() == 1) {
            return (FileChannel) folder.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        }
        try (SecureDirectoryStream<Path> next = folder.newDirectoryStream(name.getName(0), LinkOption.NOFOLLOW_LINKS)) {
            return descend(next, name.subpath(1, name.getNameCount()));
        }
    }

    FileChannel channel() {
        return channel;
    }

    /** The path for a decoder to open while this is open. */
    Path decoderPath() throws IOException {
        Optional<Path> descriptor = restricted ? descriptor() : Optional.empty();
        openedByName = descriptor.isEmpty();
        return descriptor.orElse(path);
    }

    /**
     * Call after the decoder has opened the file.
     *
     * @throws Fault {@code forbidden} if the name refers to another file by now
     */
    void verifyUnchanged() throws IOException {
        if (restricted && openedByName && !(path.toRealPath().equals(path) && Objects.equals(fileKey, fileKey(path)))) {
            throw forbidden();
        }
    }

    /** The descriptor's name for other processes. Java does not reveal its number, so it is found by a random, unique file position. */
    private Optional<Path> descriptor() throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return Optional.empty();
        }
        long position = ThreadLocalRandom.current().nextLong(1L << 39, 1L << 40);
        channel.position(position);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path one : all) {
                if (isAtPosition(one, position)) {
                    Path descriptor = Path.of("/proc", Long.toString(ProcessHandle.current().pid()), "fd", one.getFileName().toString());
                    return Files.isReadable(descriptor) ? Optional.of(descriptor) : Optional.empty();
                }
            }
            return Optional.empty();
        } finally {
            channel.position(0);
        }
    }

    private static boolean isAtPosition(Path descriptor, long position) {
        try {
            return Files.readString(descriptor).lines().anyMatch(("pos:\t" + position)::equals);
        } catch (IOException e) {
            // Another thread has closed it meanwhile.
            return false;
        }
    }

    private static Object fileKey(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    }

    private static Fault forbidden() {
        return new Fault(Fault.Code.FORBIDDEN, "The file is outside the folders that may be read (setting jobs.roots).");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
