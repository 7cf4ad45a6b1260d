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
 * A file that is open. One that must lie in certain folders is checked as it is opened, not by its name, which may mean another
 * file a moment later: from the folder down, every step is taken from the one before and follows no link. A decoder, which opens
 * by name, is given the name of the open descriptor; where the system has none, what the name means is compared before and after.
 */
final class AudioFile implements Closeable {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fdinfo");

    private final Path path;
    private final FileChannel channel;
    private final boolean bound;
    private final Object key;
    private boolean byName;

    private AudioFile(Path path, FileChannel channel, boolean bound, Object key) {
        this.path = path;
        this.channel = channel;
        this.bound = bound;
        this.key = key;
    }

    /**
     * @param roots the folders of which it must lie in one, or null
     * @throws Fault {@code forbidden} where it does not
     */
    static AudioFile open(Path path, List<String> roots) throws IOException {
        if (roots == null) {
            return new AudioFile(path, FileChannel.open(path, StandardOpenOption.READ), false, null);
        }
        Path real = path.toRealPath();
        for (String folder : roots) {
            Path root = Path.of(folder);
            if (Files.isDirectory(root) && real.startsWith(root.toRealPath())) {
                // Nothing leads out of a whole file system; and the folders on the way to a file need not be readable to who may read the file.
                return root.toRealPath().getParent() == null ? open(real, null) : within(root.toRealPath(), root.toRealPath().relativize(real));
            }
        }
        throw forbidden();
    }

    /** @param name relative to the folder; no part of it may be a link */
    static AudioFile within(Path root, Path name) throws IOException {
        Path real = root.resolve(name);
        Object key = key(real);
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(root)) {
            FileChannel channel = folder instanceof SecureDirectoryStream<Path> secure ? descend(secure, name)
                    : FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            return new AudioFile(real, channel, true, key);
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

    /** What a decoder opens, as long as this is open. */
    Path forDecoder() throws IOException {
        Optional<Path> descriptor = bound ? descriptor() : Optional.empty();
        byName = descriptor.isEmpty();
        return descriptor.orElse(path);
    }

    /**
     * After the decoder has opened it.
     *
     * @throws Fault {@code forbidden} where its name has come to mean another file meanwhile
     */
    void checkAgain() throws IOException {
        if (bound && byName && !(path.toRealPath().equals(path) && Objects.equals(key, key(path)))) {
            throw forbidden();
        }
    }

    /** The descriptor's name for other processes. Java does not tell its number: a position that no other has shows which it is. */
    private Optional<Path> descriptor() throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return Optional.empty();
        }
        long mark = ThreadLocalRandom.current().nextLong(1L << 39, 1L << 40);
        channel.position(mark);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path one : all) {
                if (marked(one, mark)) {
                    Path descriptor = Path.of("/proc", Long.toString(ProcessHandle.current().pid()), "fd", one.getFileName().toString());
                    return Files.isReadable(descriptor) ? Optional.of(descriptor) : Optional.empty();
                }
            }
            return Optional.empty();
        } finally {
            channel.position(0);
        }
    }

    private static boolean marked(Path descriptor, long mark) {
        try {
            return Files.readString(descriptor).lines().anyMatch(("pos:\t" + mark)::equals);
        } catch (IOException e) {
            // Closed meanwhile, by somebody else.
            return false;
        }
    }

    private static Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    }

    private static Fault forbidden() {
        return new Fault(Fault.Code.FORBIDDEN, "The file leads out of the folders that may be read (setting jobs.roots).");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
