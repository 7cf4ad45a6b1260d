package dev.earshot.jobs;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** Uploads that a killed service left behind. */
final class Uploads {

    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    private Uploads() {
    }

    /** Removes every file that no job needs. Only at start: later, uploads are on their way that no job has yet. */
    static void sweep(Path folder, Set<Path> needed) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> !needed.contains(file.toAbsolutePath().normalize())).toList()) {
                Files.deleteIfExists(file);
                LOG.info("Removed {}, an upload that no job needs", file);
            }
        } catch (IOException e) {
            LOG.warn("Old uploads could not be removed from {}: {}", folder, e.getMessage());
        }
    }
}
