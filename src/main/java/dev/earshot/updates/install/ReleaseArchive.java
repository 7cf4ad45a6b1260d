package dev.earshot.updates.install;

import dev.earshot.bus.Fault;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Unpacks the archive of a release, a tar compressed by gzip. It trusts nothing in it: all is below one folder {@code earshot-VERSION}, there are only
 * files, folders and links inside of it, and no more than the bounds say. Modes and times are kept, as class archives name the times of jars. What it
 * has written is on the disk when it returns. Blocking.
 */
final class ReleaseArchive {

    private static final int BLOCK_BYTES = 64 * 1024;
    private static final int MAX_NAME_CHARS = 1000;
    private static final int MAX_DEPTH = 32;

    /**
     * What an archive may hold.
     *
     * @param bytes of all files together, unpacked
     */
    record ArchiveBounds(int entries, long bytes) {

        /** Five times what a release is. */
        static final ArchiveBounds STANDARD = new ArchiveBounds(5000, 700_000_000);
    }

    private final ArchiveBounds bounds;
    private final String top;
    private final Path folder;
    /** Folders with their times, in the order of the archive. */
    private final Map<Path, FileTime> folders = new LinkedHashMap<>();
    private final Map<Path, String> links = new LinkedHashMap<>();
    /** In lower case, as some file systems do not tell cases apart. */
    private final Set<String> names = new HashSet<>();
    private int entries;
    private long left;

    private ReleaseArchive(ArchiveBounds bounds, String version, Path folder) {
        this.bounds = bounds;
        this.top = "earshot-" + version;
        this.folder = folder;
        this.left = bounds.bytes();
    }

    /**
     * @param folder empty
     * @return the folder of the version in it
     * @throws Fault {@code download-failed} where the archive has something that a release has not
     * @throws IOException where the disk fails or is full
     */
    static Path unpack(Path archive, String version, Path folder, ArchiveBounds bounds) throws IOException {
        return new ReleaseArchive(bounds, version, folder).unpack(archive);
    }

    private Path unpack(Path archive) throws IOException {
        try (InputStream file = Files.newInputStream(archive); TarArchiveInputStream tar = open(file)) {
            for (TarArchiveEntry entry = next(tar); entry != null; entry = next(tar)) {
                entry(entry, tar);
            }
        }
        for (Map.Entry<Path, String> link : links.entrySet()) {
            Files.createSymbolicLink(link.getKey(), Path.of(link.getValue()));
        }
        Path tree = folder.resolve(top);
        if (!folders.containsKey(tree)) {
            throw ReleaseSums.refused("its archive has no folder " + top);
        }
        // Only now, as one link may lead through another.
        Path real = tree.toRealPath();
        for (Path link : links.keySet()) {
            if (!leadsInto(link, real)) {
                throw ReleaseSums.refused("its archive has a link that leads nowhere or out of it: " + tree.relativize(link));
            }
        }
        finish();
        return tree;
    }

    private static boolean leadsInto(Path link, Path tree) {
        try {
            return link.toRealPath().startsWith(tree);
        } catch (IOException e) {
            return false;
        }
    }

    /** Folders last, as what is written into them changes their time. */
    private void finish() throws IOException {
        List<Path> deepestFirst = new ArrayList<>(folders.keySet());
        deepestFirst.sort((one, other) -> other.getNameCount() - one.getNameCount());
        for (Path each : deepestFirst) {
            Files.setLastModifiedTime(each, folders.get(each));
            InstallationFiles.force(each);
        }
        InstallationFiles.force(folder);
    }

    private static TarArchiveInputStream open(InputStream file) {
        return read(() -> new TarArchiveInputStream(new BufferedInputStream(new GZIPInputStream(file, BLOCK_BYTES), BLOCK_BYTES), "UTF-8"));
    }

    private static TarArchiveEntry next(TarArchiveInputStream tar) {
        return read(tar::getNextEntry);
    }

    private interface ArchiveRead<T> {
        T get() throws IOException;
    }

    /** Tells an archive that is cut or damaged from a disk that cannot be written. */
    private static <T> T read(ArchiveRead<T> step) {
        try {
            return step.get();
        } catch (IOException | IllegalArgumentException e) {
            throw ReleaseSums.refused("its archive is damaged");
        }
    }

    private void entry(TarArchiveEntry entry, TarArchiveInputStream tar) throws IOException {
        if (++entries > bounds.entries()) {
            throw ReleaseSums.refused("its archive has more than " + bounds.entries() + " files");
        }
        Path path = path(entry);
        switch (entry.getLinkFlag()) {
            case TarConstants.LF_DIR -> folder(path, time(entry));
            case TarConstants.LF_SYMLINK -> link(path, entry.getLinkName());
            case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM -> file(path, entry, tar);
            default -> throw ReleaseSums.refused("its archive has something that is no file, folder or link: " + shown(entry.getName()));
        }
    }

    private Path path(TarArchiveEntry entry) throws IOException {
        String name = entry.getName();
        String plain = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        String[] parts = plain.split("/", -1);
        boolean wrong = plain.length() > MAX_NAME_CHARS || parts.length > MAX_DEPTH || !parts[0].equals(top);
        for (String part : parts) {
            wrong |= part.isEmpty() || part.equals(".") || part.equals("..") || part.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == '\\' || c == ':');
        }
        if (wrong) {
            throw ReleaseSums.refused("its archive has a name that is not inside of " + top + ": " + shown(name));
        }
        if (!names.add(plain.toLowerCase(Locale.ROOT))) {
            throw ReleaseSums.refused("its archive has a name twice: " + shown(name));
        }
        Path path = folder.resolve(plain);
        if (parts.length > 1 && !folders.containsKey(path.getParent())) {
            parents(path.getParent(), time(entry));
        }
        return path;
    }

    /** Folders that the archive does not list; what is a file or a link cannot become one. */
    private void parents(Path missing, FileTime time) throws IOException {
        if (missing.equals(folder) || folders.containsKey(missing)) {
            return;
        }
        parents(missing.getParent(), time);
        String name = folder.relativize(missing).toString().toLowerCase(Locale.ROOT);
        if (!names.add(name)) {
            throw ReleaseSums.refused("its archive has something inside of what is no folder: " + shown(name));
        }
        folder(missing, time);
    }

    private void folder(Path path, FileTime time) throws IOException {
        Files.createDirectory(path);
        folders.put(path, time);
    }

    private void link(Path path, String target) {
        Path aim = path.getParent().resolve(target).normalize();
        if (target.isEmpty() || target.startsWith("/") || target.indexOf('\0') >= 0 || !aim.startsWith(folder.resolve(top))) {
            throw ReleaseSums.refused("its archive has a link that leads nowhere or out of it: " + shown(folder.relativize(path).toString()));
        }
        links.put(path, target);
    }

    private void file(Path path, TarArchiveEntry entry, TarArchiveInputStream tar) throws IOException {
        try (FileChannel out = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] block = new byte[BLOCK_BYTES];
            for (int read = read(() -> tar.read(block)); read >= 0; read = read(() -> tar.read(block))) {
                left -= read;
                if (left < 0) {
                    throw ReleaseSums.refused("its archive is larger than " + bounds.bytes() / 1_000_000 + " MB unpacked");
                }
                for (ByteBuffer bytes = ByteBuffer.wrap(block, 0, read); bytes.hasRemaining();) {
                    out.write(bytes);
                }
            }
            out.force(true);
        }
        Files.setPosixFilePermissions(path, permissions(entry.getMode()));
        Files.setLastModifiedTime(path, time(entry));
    }

    /** Everybody may read, only the owner write; who may run it is as the archive has it. */
    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> all = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if ((mode & 0100) != 0) {
            all.addAll(EnumSet.of(PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE));
        }
        return all;
    }

    private static FileTime time(TarArchiveEntry entry) {
        return entry.getLastModifiedTime();
    }

    /** A name from outside, for a sentence. */
    private static String shown(String name) {
        String plain = name.replaceAll("\\p{Cntrl}", "?");
        return plain.length() > 100 ? plain.substring(0, 100) + "..." : plain;
    }
}
