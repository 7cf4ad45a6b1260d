package dev.earshot.models;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The catalog that ships with Earshot, and the user's {@code models.json}. Each request checks whether the latter has changed, by its size, time and
 * file key, so that an edit takes effect at once; only then is it read and parsed. Blocking and thread-safe.
 */
final class CatalogFile {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogFile.class);

    /** Detects changes of a file. */
    private record FileStamp(long size, FileTime modified, Object key) {

        static final FileStamp NO_FILE = new FileStamp(-1, null, null);

        static FileStamp of(Path file) throws IOException {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new FileStamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
            } catch (NoSuchFileException e) {
                return NO_FILE;
            }
        }

        /** Written out, as the generated {@code equals} of a record loads twenty more classes at its first use. */
        boolean isSame(FileStamp other) {
            return other != null && size == other.size && Objects.equals(modified, other.modified) && Objects.equals(key, other.key);
        }
    }

    private final Path userFile;
    private FileStamp stamp;
    private Catalog catalog;
    /** The problems that have been logged, so that each is logged once. */
    private List<String> reported = List.of();

    CatalogFile(Path data) {
        this.userFile = data.resolve("models.json");
    }

    synchronized Catalog read() {
        List<String> problems = new ArrayList<>();
        FileStamp now;
        String text = null;
        try {
            now = FileStamp.of(userFile);
            if (catalog != null && now.isSame(stamp)) {
                return catalog;
            }
            text = now.isSame(FileStamp.NO_FILE) ? null : Files.readString(userFile);
        } catch (NoSuchFileException e) {
            now = FileStamp.NO_FILE;
        } catch (IOException e) {
            // The next request retries it.
            now = null;
            problems.add("it cannot be read (" + e.getMessage() + ")");
        }
        catalog = Catalog.read(shipped(), text, problems);
        stamp = now;
        if (!problems.equals(reported)) {
            reported = problems;
            problems.forEach(problem -> LOG.warn("In {}: {}; this is ignored.", userFile, problem));
        }
        return catalog;
    }

    private static String shipped() {
        try (InputStream in = CatalogFile.class.getResourceAsStream("/conf/models.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
