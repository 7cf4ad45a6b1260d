package dev.earshot.models;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.earshot.bus.Json;
import dev.earshot.digest.Sha256;
import dev.earshot.files.AtomicFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which files of the models folder have the SHA-256 that they should have, so that gigabytes are not read again before every load. What was
 * found is kept in {@code .verified.json} of that folder, and counts while a file's size and time are the same. Thread-safe.
 */
final class VerifiedFiles {

    private static final Logger LOG = LoggerFactory.getLogger(VerifiedFiles.class);

    /** What a file was like when it was verified; {@code digest} is its SHA-256. */
    private record Seal(long size, long modified, String digest) {
    }

    private final Path file;
    /** By name, those of this process. */
    private final Map<String, Seal> seals = new ConcurrentHashMap<>();

    VerifiedFiles(Path folder) {
        this.file = folder.resolve(".verified.json");
    }

    /**
     * Somebody else has read a file and found its digest right. Does not block: {@link #save} keeps it for the next start.
     *
     * @param modified in milliseconds since 1970
     */
    void add(String name, long bytes, long modified, String sha256) {
        seals.put(name, new Seal(bytes, modified, sha256));
    }

    /** Whether a file has a digest; it is read for that only when it has changed since it was last verified. Blocking. */
    boolean verify(Path model, String sha256) throws IOException {
        String name = name(model);
        Seal seal = new Seal(Files.size(model), Files.getLastModifiedTime(model).toMillis(), sha256);
        if (seal.equals(seals.get(name)) || seal.equals(read().get(name))) {
            return true;
        }
        if (!Sha256.of(model).equals(sha256)) {
            return false;
        }
        seals.put(name, seal);
        save();
        return true;
    }

    /** What a file of this folder is called here. */
    String name(Path model) {
        Path folder = file.toAbsolutePath().getParent();
        return model.toAbsolutePath().startsWith(folder) ? folder.relativize(model.toAbsolutePath()).toString() : model.getFileName().toString();
    }

    /** Writes what was found, beside what other processes have. Blocking. */
    synchronized Void save() {
        Map<String, Seal> all = read();
        all.putAll(seals);
        try {
            AtomicFile.write(file, Json.write(all));
        } catch (IOException e) {
            // The models are good all the same; a folder that cannot be written to only costs reading them again.
            LOG.info("Which models were verified cannot be kept: {}", e.getMessage());
        }
        return null;
    }

    private Map<String, Seal> read() {
        try {
            return Json.MAPPER.readValue(file.toFile(), new TypeReference<HashMap<String, Seal>>() { });
        } catch (IOException e) {
            // Not there or damaged: the files are read again.
            return new HashMap<>();
        }
    }
}
