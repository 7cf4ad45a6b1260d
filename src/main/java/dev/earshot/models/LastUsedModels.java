package dev.earshot.models;

import dev.earshot.bus.Json;
import dev.earshot.files.AtomicFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Remembers, in {@code <data>/last-session.json}, which models were used last, the last one first; through a kill, and through starts
 * after which none was used. Blocking and thread-safe.
 */
final class LastUsedModels {

    private static final Logger LOG = LoggerFactory.getLogger(LastUsedModels.class);
    /** As many as may be in memory at once. */
    private static final int MAX_MODELS = 64;

    private record Content(List<String> used) {
    }

    private final Path file;
    /** Null until it has been read. */
    private volatile List<String> used;

    LastUsedModels(Path data) {
        this.file = data.resolve("last-session.json");
    }

    /** The models that were used last, the last one first. */
    synchronized List<String> models() {
        if (used == null) {
            try {
                List<String> names = Json.MAPPER.readValue(file.toFile(), Content.class).used();
                used = names == null ? List.of() : List.copyOf(names);
            } catch (IOException | NullPointerException e) {
                // Nothing was used yet, or the file is damaged: nothing is known.
                used = List.of();
            }
        }
        return used;
    }

    /** Whether a model is known to be the one that was used last: then there is nothing to write. Does not block. */
    boolean isLast(String model) {
        List<String> known = used;
        return known != null && !known.isEmpty() && known.get(0).equals(model);
    }

    /** A model is used; written only where another one was used before it. */
    synchronized Void used(String model) {
        if (models().isEmpty() || !models().get(0).equals(model)) {
            List<String> now = new ArrayList<>(models());
            now.remove(model);
            now.add(0, model);
            used = List.copyOf(now.subList(0, Math.min(MAX_MODELS, now.size())));
            write();
        }
        return null;
    }

    private void write() {
        try {
            AtomicFile.write(file, Json.write(new Content(used)));
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.getMessage());
        }
    }
}
