package dev.earshot.updates;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.files.AtomicFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code updates.json} in the data directory. Blocking; one thread at a time. */
final class RememberedFile {

    private static final Logger LOG = LoggerFactory.getLogger(RememberedFile.class);
    private static final int MAX_BYTES = 1_000_000;

    private final Path path;

    RememberedFile(Path path) {
        this.path = path;
    }

    /** Nothing where the file is missing or damaged: then the feed is asked once more. */
    RememberedCheck read() {
        try {
            if (Files.exists(path) && Files.size(path) <= MAX_BYTES) {
                RememberedCheck read = Json.read(Files.readString(path), RememberedCheck.class);
                return read == null ? RememberedCheck.NOTHING : read;
            }
        } catch (IOException | Fault e) {
            LOG.warn("{} cannot be read and is written anew: {}", path, e.getMessage());
        }
        return RememberedCheck.NOTHING;
    }

    /** A failure is only logged: the next start then asks once more. */
    void write(RememberedCheck content) {
        try {
            AtomicFile.write(path, Json.write(content));
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", path, e.getMessage());
        }
    }
}
