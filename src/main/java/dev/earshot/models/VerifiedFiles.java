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
 * Remembers which files in the models folder were verified by their SHA-256, so that gigabytes are not read before every load. Saved in
 * {@code .verified.json} in that folder, and valid while a file's size and time are the same. Thread-safe.
 */
final class VerifiedFiles {

    private static final Logger LOG = LoggerFactory.getLogger(VerifiedFiles.class);

    /** What a file was like when it was verified; {@code digest} is its SHA-256. */
    private record VerifiedFile(long size, long modified, String digest) {
    }

    private final Path file;
    /** By name, those of this process. */
    private final Map<String, VerifiedFile> seals = new ConcurrentHashMap<>();

    VerifiedFiles(Path folder) {
        this.file = folder.resolve(".verified.json");
    }

    /**
     * Another module has verified a file. Does not block; {@link #save} saves it for the next start.
     *
     * @param modified in milliseconds since 1970
     */
    void add(String name, long bytes, long modified, String sha256) {
        seals.put(name, new VerifiedFile(bytes, modified, sha256));
    }

    /** Whether a file has a digest; the file is read only if it has changed since it was last verified. Blocking. */
    boolean verify(Path model, String sha256) throws IOException {
        String name = name(model);
        VerifiedFile seal = new VerifiedFile(Files.size(model), Files.getLastModifiedTime(model).toMillis(), sha256);
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

    /** The name of a file of this folder, as used here. */
    String name(Path model) {
        Path folder = file.toAbsolutePath().getParent();
        return model.toAbsolutePath().startsWith(folder) ? folder.relativize(model.toAbsolutePath()).toString() : model.getFileName().toString();
    }

    /** Saves the verified files, together with those of other processes. Blocking. */
    synchronized Void save() {
        Map<String, VerifiedFile> all = read();
        all.putAll(seals);
        try {
            AtomicFile.write(file, Json.write(all));
        } catch (IOException e) {
            // Not an error: without the saved list files are only verified again.
            LOG.info("Which models were verified cannot be kept: {}", e.getMessage());
        }
        return null;
    }

    private Map<String, VerifiedFile> read() {
        try {
            return Json.MAPPER.readValue(file.toFile(), new TypeReference<HashMap<String, VerifiedFile>>() { });
        } catch (IOException e) {
            // Missing or damaged: the files are verified again.
            return new HashMap<>();
        }
    }
}
